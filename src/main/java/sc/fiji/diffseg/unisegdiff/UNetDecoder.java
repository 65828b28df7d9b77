package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sc.fiji.diffseg.network.Conv;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.OutputHead;
import sc.fiji.diffseg.network.Pass;

/** The way up of a U-Net, to one value per pixel. */
final class UNetDecoder extends Layer {

    private final NetworkSize size;
    private final List<Conv> up = new ArrayList<>();
    private final List<List<Layer>> blocks = new ArrayList<>();
    private final OutputHead head;

    UNetDecoder(NetworkSize size, UNetEncoder.Blocks made) {
        this.size = size;
        List<Integer> widths = size.widths();
        for (int level = 0; level < widths.size() - 1; level++) {
            int width = widths.get(level);
            up.add(
                    child(
                            "up." + level,
                            Conv.resampling(widths.get(level + 1), width, Conv.Resampling.UP)));
            List<Layer> onLevel = new ArrayList<>();
            for (int i = 0; i < size.blocks(); i++) {
                int in = i == 0 ? 2 * width : width;
                onLevel.add(child("level." + level + "." + i, made.of(in, width)));
            }
            blocks.add(onLevel);
        }
        int folded = size.folding() * size.folding();
        head = child("out", OutputHead.ofDenoiser(widths.get(0), folded));
    }

    /**
     * The features of all levels, finest first; the coarsest are the encoder's own array.
     *
     * @param skips the encoder's features of all levels, finest first
     * @param more further inputs of every block
     */
    List<NDArray> levels(Pass pass, List<NDArray> skips, NDArray... more) {
        NDArray[] levels = skips.toArray(new NDArray[0]);
        for (int level = up.size() - 1; level >= 0; level--) {
            NDArray both;
            try (NDArray larger = up.get(level).apply(pass, levels[level + 1])) {
                both = larger.concat(skips.get(level), 1);
            }
            levels[level] = run(pass, blocks.get(level), both, more);
        }
        return Arrays.asList(levels);
    }

    /** One value per pixel (N,1,H,W) from the finest features. */
    NDArray values(Pass pass, NDArray finest) {
        try (NDArray folded = head.apply(pass, finest)) {
            return pass.operators().unfold(folded, size.folding(), pass.recorded());
        }
    }

    /** Values per pixel from the skips of all levels, finest first, and further inputs. */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        int count = up.size() + 1;
        List<NDArray> skips = Arrays.asList(inputs).subList(0, count);
        List<NDArray> levels = levels(pass, skips, after(inputs, count));
        NDArray values = values(pass, levels.get(0));
        levels.subList(0, up.size()).forEach(NDArray::close);
        return values;
    }

    /** Runs blocks one after the other; closes what goes in. */
    static NDArray run(Pass pass, List<Layer> blocks, NDArray input, NDArray... more) {
        NDArray[] inputs = new NDArray[1 + more.length];
        System.arraycopy(more, 0, inputs, 1, more.length);
        inputs[0] = input;
        for (Layer block : blocks) {
            NDArray next = block.apply(pass, inputs);
            inputs[0].close();
            inputs[0] = next;
        }
        return inputs[0];
    }

    static NDArray[] after(NDArray[] inputs, int first) {
        return Arrays.copyOfRange(inputs, first, inputs.length);
    }
}
