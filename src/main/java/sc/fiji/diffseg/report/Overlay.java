package sc.fiji.diffseg.report;

import ij.process.ColorProcessor;
import ij.process.LUT;
import sc.fiji.diffseg.image.LabelLut;
import sc.fiji.diffseg.image.Plane;

/** Draws where the parts of a segmentation end on the image they were found in. */
public final class Overlay {

    /** A line of one pixel is lost on an image of more pixels a side than this. */
    private static final int PIXELS_PER_LINE = 512;

    private Overlay() {}

    /**
     * The plane in colour with a line along the inner edge of every part, in the part's colour in
     * the label image. Parts that touch have an edge between them; where a part meets the image's
     * border there is none.
     *
     * @param plane values in [0,1]
     * @param labels {@code height * width} values, row-major: 0 for background
     * @throws IllegalArgumentException if there are not as many labels as pixels
     */
    public static ColorProcessor contours(Plane plane, int[] labels) {
        int width = plane.width();
        int height = plane.height();
        if (labels.length != width * height) {
            throw new IllegalArgumentException(
                    "A plane of %d x %d pixels cannot have %d labels."
                            .formatted(width, height, labels.length));
        }
        int[] pixels = colours(plane);
        LUT table = LabelLut.create();
        int line = (Math.max(width, height) + PIXELS_PER_LINE - 1) / PIXELS_PER_LINE;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int label = labels[y * width + x];
                if (label != 0 && isEdge(labels, width, height, x, y, line)) {
                    pixels[y * width + x] = table.getRGB((label - 1) % 255 + 1);
                }
            }
        }
        return new ColorProcessor(width, height, pixels);
    }

    private static boolean isEdge(int[] labels, int width, int height, int x, int y, int reach) {
        int label = labels[y * width + x];
        for (int d = 1; d <= reach; d++) {
            if (x >= d && labels[y * width + x - d] != label
                    || x + d < width && labels[y * width + x + d] != label
                    || y >= d && labels[(y - d) * width + x] != label
                    || y + d < height && labels[(y + d) * width + x] != label) {
                return true;
            }
        }
        return false;
    }

    private static int[] colours(Plane plane) {
        int[] pixels = new int[plane.width() * plane.height()];
        for (int channel = 0; channel < 3; channel++) {
            float[] values = plane.channel(channel);
            int shift = 16 - 8 * channel;
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] |= Math.round(255 * values[i]) << shift;
            }
        }
        return pixels;
    }
}
