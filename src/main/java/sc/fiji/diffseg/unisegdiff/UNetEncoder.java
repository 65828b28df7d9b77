package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import sc.fiji.diffseg.network.Conv;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.Pass;

/** The way down of a U-Net: residual blocks on every level, a strided convolution between. */
final class UNetEncoder extends Layer {

    /** Makes the residual blocks of a network. */
    interface Blocks {
        Layer of(int in, int out);
    }

    /** Changes the features of a level before they go on. */
    interface Fusion {
        /**
         * Fuses.
         *
         * @param features (N, width of the level, h, w)
         * @return as many features; {@code features} itself if nothing is to change
         */
        NDArray apply(int level, NDArray features);
    }

    private final NetworkSize size;
    private final Conv stem;
    private final List<List<Layer>> blocks = new ArrayList<>();
    private final List<Conv> down = new ArrayList<>();

    UNetEncoder(NetworkSize size, int channels, Blocks made) {
        this.size = size;
        List<Integer> widths = size.widths();
        int folded = channels * size.folding() * size.folding();
        stem = child("stem", Conv.plain(folded, widths.get(0), 3));
        int in = widths.get(0);
        for (int level = 0; level < widths.size(); level++) {
            List<Layer> onLevel = new ArrayList<>();
            for (int i = 0; i < size.blocks(); i++) {
                onLevel.add(child("level." + level + "." + i, made.of(in, widths.get(level))));
                in = widths.get(level);
            }
            blocks.add(onLevel);
            if (level < widths.size() - 1) {
                down.add(child("down." + level, Conv.resampling(in, Conv.Resampling.DOWN)));
            }
        }
    }

    /**
     * The features of all levels, finest first.
     *
     * @param input image or noisy mask (N, channels, H, W), both sides multiples of the size's
     *     divisor
     * @param more further inputs of every block
     */
    List<NDArray> levels(Pass pass, NDArray input, Fusion fusion, NDArray... more) {
        List<NDArray> levels = new ArrayList<>();
        NDArray x;
        try (NDArray folded = pass.operators().fold(input, size.folding(), pass.recorded())) {
            x = stem.apply(pass, folded);
        }
        for (int level = 0; level < blocks.size(); level++) {
            if (level > 0) {
                x = down.get(level - 1).apply(pass, x);
            }
            x = UNetDecoder.run(pass, blocks.get(level), x, more);
            NDArray fused = fusion.apply(level, x);
            if (fused != x) {
                x.close();
            }
            x = fused;
            levels.add(x);
        }
        return levels;
    }

    /** The coarsest features of an input, further inputs going to every block. */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        List<NDArray> levels =
                levels(pass, inputs[0], (level, x) -> x, UNetDecoder.after(inputs, 1));
        levels.subList(0, levels.size() - 1).forEach(NDArray::close);
        return levels.get(levels.size() - 1);
    }
}
