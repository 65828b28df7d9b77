package sc.fiji.diffseg.phantom;

/** Smooth random texture, a function of place and seed. */
record Noise(long seed) {

    /** Cosines of 256 directions; the sine is the cosine of a quarter turn less. */
    private static final double[] COS = new double[256];

    static {
        for (int i = 0; i < 256; i++) {
            COS[i] = StrictMath.cos(i * Math.PI / 128);
        }
    }

    /** Gradient noise: from about -1 to 1, features of about one unit, 0 at whole numbers. */
    double at(double x, double y) {
        long i = (long) Math.floor(x);
        long j = (long) Math.floor(y);
        double dx = x - i;
        double dy = y - j;
        double u = fade(dx);
        double v = fade(dy);
        double top = slope(i, j, dx, dy) * (1 - u) + slope(i + 1, j, dx - 1, dy) * u;
        double bottom =
                slope(i, j + 1, dx, dy - 1) * (1 - u) + slope(i + 1, j + 1, dx - 1, dy - 1) * u;
        return 1.5 * (top * (1 - v) + bottom * v);
    }

    /** Several octaves, each half as strong and twice as fine as the one before. */
    double octaves(double x, double y, int octaves) {
        double sum = 0;
        double weight = 1;
        double total = 0;
        double scale = 1;
        for (int i = 0; i < octaves; i++) {
            sum +=
                    weight
                            * new Noise(seed + 7919L * i)
                                    .at(x * scale + 0.37 * i, y * scale + 0.61 * i);
            total += weight;
            weight /= 2;
            scale *= 2;
        }
        return sum / total;
    }

    /** Bright lines where the texture crosses zero, from 0 to 1. */
    double ridges(double x, double y, int octaves) {
        double v = 1 - Math.abs(octaves(x, y, octaves)) * 2.5;
        return Math.max(0, v);
    }

    /** A plane through the lattice point, falling in a direction of its own. */
    private double slope(long i, long j, double dx, double dy) {
        long h = seed * 0x9E3779B97F4A7C15L + i * 0xBF58476D1CE4E5B9L + j * 0x94D049BB133111EBL;
        h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
        h ^= h >>> 31;
        int direction = (int) (h & 255);
        return dx * COS[direction] + dy * COS[direction + 192 & 255];
    }

    private static double fade(double t) {
        return t * t * t * (t * (t * 6 - 15) + 10);
    }
}
