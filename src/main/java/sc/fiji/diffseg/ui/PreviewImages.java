package sc.fiji.diffseg.ui;

import java.awt.image.BufferedImage;
import java.util.List;
import sc.fiji.diffseg.report.Overlay;
import sc.fiji.diffseg.training.Preview;

/** Draws a preview as four pictures: input, truth, prediction and uncertainty. */
final class PreviewImages {

    /** What the pictures show, in their order. */
    static final List<String> TITLES = List.of("Input", "Truth", "Prediction", "Uncertainty");

    private static final double FOREGROUND = 0.5;
    private static final double MOST_UNCERTAIN = 0.5;

    private PreviewImages() {}

    static List<BufferedImage> of(Preview preview) {
        int pixels = preview.truth().length;
        int[] nothing = new int[pixels];
        int[] truth = new int[pixels];
        int[] predicted = new int[pixels];
        for (int i = 0; i < pixels; i++) {
            truth[i] = preview.truth()[i];
            predicted[i] = preview.probability()[i] > FOREGROUND ? 1 : 0;
        }
        return List.of(
                contours(preview, nothing),
                contours(preview, truth),
                contours(preview, predicted),
                uncertainty(preview));
    }

    private static BufferedImage contours(Preview preview, int[] labels) {
        return Overlay.contours(preview.plane(), labels).getBufferedImage();
    }

    /** From black over red and yellow to white, which is as uncertain as can be. */
    private static BufferedImage uncertainty(Preview preview) {
        int width = preview.plane().width();
        int height = preview.plane().height();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double value = 3 * preview.uncertainty()[y * width + x] / MOST_UNCERTAIN;
                int rgb = level(value) << 16 | level(value - 1) << 8 | level(value - 2);
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private static int level(double value) {
        return (int) Math.round(255 * Math.min(1, Math.max(0, value)));
    }
}
