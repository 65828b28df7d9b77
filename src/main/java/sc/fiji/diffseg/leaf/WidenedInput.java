package sc.fiji.diffseg.leaf;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Set;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * The weights of a denoiser of one latent as they begin for a condition beside it: those of the
 * first convolution twice along its input channels, times one half, so that two equal latents give
 * what one gave before (Marigold's rule, as LEAF's published code has it).
 *
 * @param source the denoiser's weights, under their published names
 */
record WidenedInput(TensorSource source) implements TensorSource {

    /** The convolution that the latents enter by. */
    static final String INPUT = "input_blocks.0.0.weight";

    private static final int CHANNELS = 1;

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public Set<String> names() {
        return source.names();
    }

    @Override
    public long[] shape(String name) throws IOException {
        long[] shape = source.shape(name);
        if (name.equals(INPUT)) {
            shape[CHANNELS] *= 2;
        }
        return shape;
    }

    @Override
    public void read(String name, FloatBuffer target) throws IOException {
        if (!name.equals(INPUT)) {
            source.read(name, target);
            return;
        }
        FloatBuffer narrow = FloatBuffer.allocate(target.remaining() / 2);
        source.read(name, narrow);
        int perOutput = narrow.capacity() / (int) source.shape(name)[0];
        for (int from = 0; from < narrow.capacity(); from += perOutput) {
            for (int twice = 0; twice < 2; twice++) {
                for (int i = 0; i < perOutput; i++) {
                    target.put(0.5f * narrow.get(from + i));
                }
            }
        }
    }
}
