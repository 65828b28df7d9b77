package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;

/** A square convolution with bias that keeps the size, halves it or doubles it. */
public final class Conv extends Layer {

    /** What a convolution does to the size of the image. */
    public enum Resampling {
        /** Stride 1, padded so that the size stays. */
        NONE,
        /** Stride 2 on an image padded at the bottom and right only. */
        DOWN,
        /** Nearest-neighbour enlargement by two before the convolution. */
        UP
    }

    private final Resampling resampling;

    private Conv(String prefix, int in, int out, int kernel, Resampling resampling) {
        this.resampling = resampling;
        declare(prefix + "weight", out, in, kernel, kernel);
        declare(prefix + "bias", out);
    }

    /** A convolution that keeps the size. */
    public static Conv plain(int in, int out, int kernel) {
        return new Conv("", in, out, kernel, Resampling.NONE);
    }

    /** A 3×3 convolution that changes the size; its parameters' names begin with {@code conv}. */
    public static Conv resampling(int channels, Resampling resampling) {
        return resampling(channels, channels, resampling);
    }

    /** The same, with another number of channels coming out than going in. */
    public static Conv resampling(int in, int out, Resampling resampling) {
        return new Conv("conv.", in, out, 3, resampling);
    }

    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        return switch (resampling) {
            case NONE -> pass.operators().conv(inputs[0], weights(), pass.recorded());
            case DOWN -> pass.operators().convDown(inputs[0], weights(), pass.recorded());
            case UP -> pass.operators().upConv(inputs[0], weights(), pass.recorded());
        };
    }
}
