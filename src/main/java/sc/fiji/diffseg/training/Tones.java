package sc.fiji.diffseg.training;

/** Changes of an image's values, with the mask untouched. */
final class Tones {

    private static final int STEPS = 1024;
    private static final double LEAST_BLUR = 0.2;
    private static final float[] LUMINANCE = {0.299f, 0.587f, 0.114f};

    private Tones() {}

    /** Applies what an augmentation asks for to (3, size, size) values in [0,1], in place. */
    static void apply(
            float[] image, int size, boolean grey, Augmentation strength, KeyedRandom random) {
        if (strength.brightness() > 0 || strength.contrast() > 0) {
            double shift = random.between(-1, 1) * strength.brightness();
            double factor = strength.contrast() > 0 ? random.factor(strength.contrast()) : 1;
            stretch(image, (float) factor, (float) shift);
        }
        if (strength.gamma() > 0) {
            power(image, random.factor(strength.gamma()));
        }
        if (strength.colour() > 0 && !grey) {
            tint(image, strength.colour(), random);
        }
        if (strength.greyShare() > 0 && random.chance(strength.greyShare()) && !grey) {
            toGrey(image);
        }
        if (strength.blur() > 0 && random.chance(0.5)) {
            blur(image, size, random.unit() * strength.blur());
        }
        if (strength.noise() > 0 && random.chance(0.5)) {
            addNoise(image, (float) (random.unit() * strength.noise()), grey, random);
        }
    }

    private static float clip(float v) {
        return Math.max(0, Math.min(1, v));
    }

    private static void stretch(float[] image, float factor, float shift) {
        double sum = 0;
        for (float v : image) {
            sum += v;
        }
        float mean = (float) (sum / image.length);
        for (int i = 0; i < image.length; i++) {
            image[i] = clip((image[i] - mean) * factor + mean + shift);
        }
    }

    /** By a table: a power for every pixel would take longer than all the rest. */
    private static void power(float[] image, double exponent) {
        float[] table = new float[STEPS + 2];
        for (int i = 0; i <= STEPS; i++) {
            table[i] = (float) StrictMath.pow((double) i / STEPS, exponent);
        }
        table[STEPS + 1] = 1;
        for (int i = 0; i < image.length; i++) {
            float place = clip(image[i]) * STEPS;
            int below = (int) place;
            float part = place - below;
            image[i] = table[below] + part * (table[below + 1] - table[below]);
        }
    }

    private static void tint(float[] image, double spread, KeyedRandom random) {
        int pixels = image.length / 3;
        for (int c = 0; c < 3; c++) {
            float factor = (float) random.factor(spread);
            for (int i = c * pixels; i < (c + 1) * pixels; i++) {
                image[i] = clip(image[i] * factor);
            }
        }
    }

    private static void toGrey(float[] image) {
        int pixels = image.length / 3;
        for (int i = 0; i < pixels; i++) {
            float v =
                    LUMINANCE[0] * image[i]
                            + LUMINANCE[1] * image[pixels + i]
                            + LUMINANCE[2] * image[2 * pixels + i];
            image[i] = clip(v);
            image[pixels + i] = image[i];
            image[2 * pixels + i] = image[i];
        }
    }

    private static void blur(float[] image, int size, double sigma) {
        if (sigma < LEAST_BLUR) {
            return;
        }
        int radius = (int) Math.ceil(3 * sigma);
        float[] kernel = new float[2 * radius + 1];
        double total = 0;
        for (int k = -radius; k <= radius; k++) {
            kernel[k + radius] = (float) StrictMath.exp(-k * k / (2 * sigma * sigma));
            total += kernel[k + radius];
        }
        for (int k = 0; k < kernel.length; k++) {
            kernel[k] /= (float) total;
        }
        float[] wide = new float[size * size];
        for (int c = 0; c < image.length; c += size * size) {
            pass(image, c, wide, 0, size, kernel, 1, size);
            pass(wide, 0, image, c, size, kernel, size, 1);
        }
    }

    /** One direction of the blur; beyond the border the outermost pixel goes on. */
    private static void pass(
            float[] from,
            int fromAt,
            float[] to,
            int toAt,
            int size,
            float[] kernel,
            int along,
            int across) {
        int radius = kernel.length / 2;
        for (int line = 0; line < size; line++) {
            for (int i = 0; i < size; i++) {
                float sum = 0;
                for (int k = -radius; k <= radius; k++) {
                    int place = Math.max(0, Math.min(size - 1, i + k));
                    sum += kernel[k + radius] * from[fromAt + line * across + place * along];
                }
                to[toAt + line * across + i * along] = clip(sum);
            }
        }
    }

    private static void addNoise(float[] image, float sigma, boolean grey, KeyedRandom random) {
        int pixels = image.length / 3;
        int distinct = grey ? pixels : image.length;
        for (int i = 0; i < distinct; i++) {
            image[i] = clip(image[i] + sigma * random.nearlyNormal());
        }
        if (grey) {
            System.arraycopy(image, 0, image, pixels, pixels);
            System.arraycopy(image, 0, image, 2 * pixels, pixels);
        }
    }
}
