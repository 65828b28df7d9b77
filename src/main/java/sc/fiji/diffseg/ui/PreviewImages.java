package sc.fiji.diffseg.ui;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import sc.fiji.diffseg.image.Plane;
import sc.fiji.diffseg.training.Preview;

/**
 * Draws a preview as four pictures: input, truth, prediction and uncertainty. Masks are tints, as
 * outlines would be lost when the pictures are shrunk.
 */
final class PreviewImages {

    /** What the pictures show, in their order. */
    static final List<String> TITLES = List.of("Input", "Truth", "Prediction", "Uncertainty");

    private static final Color TRUTH = new Color(0x00C853);
    private static final Color PREDICTION = new Color(0x2979FF);
    private static final double TINT = 0.55;
    private static final double FOREGROUND = 0.5;
    private static final double MOST_UNCERTAIN = 0.5;

    private PreviewImages() {}

    static List<BufferedImage> of(Preview preview) {
        Plane plane = preview.plane();
        return List.of(
                image(plane, i -> colour(plane, i)),
                tinted(plane, TRUTH, i -> preview.truth()[i] != 0),
                tinted(plane, PREDICTION, i -> preview.probability()[i] > FOREGROUND),
                image(plane, i -> glow(preview.uncertainty()[i])));
    }

    private static BufferedImage image(Plane plane, IntUnaryOperator colours) {
        int width = plane.width();
        int height = plane.height();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, colours.applyAsInt(i));
        }
        return image;
    }

    private static BufferedImage tinted(Plane plane, Color tint, IntPredicate inside) {
        float[] rgb = tint.getRGBColorComponents(null);
        return image(
                plane,
                i -> {
                    if (!inside.test(i)) {
                        return colour(plane, i);
                    }
                    double[] mixed = new double[3];
                    for (int c = 0; c < mixed.length; c++) {
                        mixed[c] = TINT * rgb[c] + (1 - TINT) * plane.channel(c)[i];
                    }
                    return rgb(mixed[0], mixed[1], mixed[2]);
                });
    }

    private static int colour(Plane plane, int i) {
        return rgb(plane.channel(0)[i], plane.channel(1)[i], plane.channel(2)[i]);
    }

    /** From black over red and yellow to white, which is as uncertain as can be. */
    private static int glow(double uncertainty) {
        double value = 3 * Math.sqrt(uncertainty / MOST_UNCERTAIN);
        return rgb(value, value - 1, value - 2);
    }

    private static int rgb(double red, double green, double blue) {
        return level(red) << 16 | level(green) << 8 | level(blue);
    }

    private static int level(double value) {
        return (int) Math.round(255 * Math.min(1, Math.max(0, value)));
    }
}
