package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Image;

/**
 * A label image that takes the 255 colours of its table again and again: neighbouring numbers
 * differ in every slice, however many there are. ImageJ's own display spreads the table over all
 * numbers, or shows those above its range in one colour. A copy, and the image read back from a
 * file, are displayed so.
 */
final class LabelImage extends ImagePlus {

    private static final int COLOURS = 255;

    LabelImage(String title, ImageStack stack) {
        super(title, stack);
    }

    /** The image is made when it is asked for. */
    @Override
    public synchronized void updateImage() {
        img = null;
    }

    @Override
    public Image getImage() {
        if (img == null && hasLabelsOnly()) {
            img = coloured().createImage();
        }
        return super.getImage();
    }

    /** Unless it was closed or converted, or shows a threshold. */
    private boolean hasLabelsOnly() {
        return ip != null
                && (ip.getBitDepth() == 16 || ip.getBitDepth() == 32)
                && ip.getMinThreshold() == ImageProcessor.NO_THRESHOLD;
    }

    private ImageProcessor coloured() {
        ImageProcessor entries = new ByteProcessor(ip.getWidth(), ip.getHeight());
        for (int i = 0; i < ip.getPixelCount(); i++) {
            int label = (int) ip.getf(i);
            entries.set(i, label == 0 ? 0 : (label - 1) % COLOURS + 1);
        }
        entries.setColorModel(ip.getColorModel());
        return entries;
    }
}
