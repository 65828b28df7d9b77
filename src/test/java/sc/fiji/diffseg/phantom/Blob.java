package sc.fiji.diffseg.phantom;

import java.util.Random;

/**
 * A round, uneven shape: an ellipse whose radius swings a little with the angle.
 *
 * @param x column of the centre
 * @param y row of the centre
 * @param a half length of the long axis, in pixels
 * @param b half length of the short axis, in pixels
 * @param angle of the long axis, in radians
 * @param swing relative amplitude of the second to fifth harmonic
 * @param phase of the harmonics
 */
record Blob(double x, double y, double a, double b, double angle, double[] swing, double[] phase) {

    static Blob random(
            double x, double y, double a, double b, double angle, double unevenness, Random r) {
        double[] swing = new double[4];
        double[] phase = new double[4];
        for (int i = 0; i < 4; i++) {
            swing[i] = unevenness * (0.4 + r.nextDouble()) / (1 + 0.7 * i);
            phase[i] = 2 * Math.PI * r.nextDouble();
        }
        return new Blob(x, y, a, b, angle, swing, phase);
    }

    /** Whether a place can be inside: a quick test. */
    boolean isNear(double px, double py) {
        return Math.abs(x - px) <= 1.5 * a && Math.abs(y - py) <= 1.5 * a;
    }

    /** Distance from the centre relative to the outline: below 1 inside. */
    double radius(double px, double py) {
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double u = ((px - x) * cos + (py - y) * sin) / a;
        double v = ((py - y) * cos - (px - x) * sin) / b;
        double outline = 1;
        double theta = StrictMath.atan2(v, u);
        for (int i = 0; i < swing.length; i++) {
            outline += swing[i] * StrictMath.cos((i + 2) * theta + phase[i]);
        }
        return StrictMath.sqrt(u * u + v * v) / outline;
    }

    /** Radius of the circle of the same area. */
    double size() {
        return StrictMath.sqrt(a * b);
    }

    double distance(Blob other) {
        return StrictMath.hypot(x - other.x, y - other.y);
    }

    /** The same shape, its axes multiplied. */
    Blob scaled(double factor) {
        return new Blob(x, y, a * factor, b * factor, angle, swing, phase);
    }
}
