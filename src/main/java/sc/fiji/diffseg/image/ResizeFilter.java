package sc.fiji.diffseg.image;

/**
 * How {@link Resize} weighs source pixels.
 *
 * <p>The two bicubic filters differ by up to 0.15 on images in [0,1]: published networks were
 * trained with one or the other, so neither stands for both.
 */
public enum ResizeFilter {
    /** Pillow's BILINEAR: a triangle, widened by the scale when shrinking. */
    BILINEAR(1, true) {
        @Override
        double weight(double distance) {
            return Math.max(0, 1 - distance);
        }
    },

    /** Pillow's BICUBIC and PyTorch's with antialiasing: parameter -0.5, widened likewise. */
    BICUBIC(2, true) {
        @Override
        double weight(double distance) {
            return cubic(distance, -0.5);
        }
    },

    /**
     * PyTorch's bicubic without antialiasing: parameter -0.75, four pixels at any scale, the border
     * repeated outwards. It overshoots, and nothing limits it.
     */
    BICUBIC_ALIASED(2, false) {
        @Override
        double weight(double distance) {
            return cubic(distance, -0.75);
        }
    };

    private final int reach;
    private final boolean antialiased;

    ResizeFilter(int reach, boolean antialiased) {
        this.reach = reach;
        this.antialiased = antialiased;
    }

    /** The weight of a pixel at a distance from 0, in pixels of the filter's own scale. */
    abstract double weight(double distance);

    /** From which distance on the weight is 0. */
    int reach() {
        return reach;
    }

    /** Whether it is widened when shrinking, and cut off at the border instead of repeating it. */
    boolean antialiased() {
        return antialiased;
    }

    /** Keys' cubic convolution kernel. */
    private static double cubic(double d, double a) {
        if (d < 1) {
            return ((a + 2) * d - (a + 3)) * d * d + 1;
        }
        return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
    }
}
