package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.Optional;

/** The selection on an ImageJ image as pixels. */
final class Selections {

    private Selections() {}

    /**
     * The pixels inside the image's selection, row-major; empty if nothing is selected.
     *
     * @throws IllegalArgumentException if the selection encloses no pixel of the image: ignoring it
     *     would surprise its user
     */
    static Optional<boolean[]> pixels(ImagePlus image) {
        Roi roi = image.getRoi();
        if (roi == null) {
            return Optional.empty();
        }
        boolean[] out = new boolean[image.getWidth() * image.getHeight()];
        boolean any = false;
        if (roi.isArea()) {
            Rectangle bounds = roi.getBounds();
            Rectangle inside =
                    bounds.intersection(new Rectangle(image.getWidth(), image.getHeight()));
            ImageProcessor mask = roi.getMask();
            for (int y = inside.y; y < inside.y + inside.height; y++) {
                for (int x = inside.x; x < inside.x + inside.width; x++) {
                    boolean in = mask == null || mask.get(x - bounds.x, y - bounds.y) != 0;
                    out[y * image.getWidth() + x] = in;
                    any |= in;
                }
            }
        }
        if (!any) {
            throw new IllegalArgumentException(
                    ("The selection on \"%s\" encloses no pixels of it: draw an area, or remove the"
                                    + " selection with Edit > Selection > Select None.")
                            .formatted(image.getTitle()));
        }
        return Optional.of(out);
    }
}
