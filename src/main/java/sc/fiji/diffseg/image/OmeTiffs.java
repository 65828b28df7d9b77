package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileInfo;
import ij.measure.Calibration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Puts the planes of OME-TIFFs in order, of which ImageJ's own reader knows no more than pages. */
final class OmeTiffs {

    private static final Pattern ROOT = Pattern.compile("<(\\w+:)?OME\\b");

    private OmeTiffs() {}

    /**
     * Gives an image its channels, slices, frames and calibration, if its file says in OME-XML what
     * they are.
     *
     * @throws IOException in one sentence, if what it says is broken or does not fit the planes
     */
    static void arrange(Path file, ImagePlus image) throws IOException {
        FileInfo info = image.getOriginalFileInfo();
        String text = info == null || info.description == null ? "" : info.description.trim();
        if (text.startsWith("ImageJ") || !ROOT.matcher(text).find()) {
            return;
        }
        try {
            OmePixels pixels = OmePixels.parse(text);
            boolean colour = image.getType() == ImagePlus.COLOR_RGB;
            arrange(image, pixels.pages(colour, image.getStackSize()));
            image.setDimensions(pixels.channels(colour), pixels.slices(), pixels.frames());
            image.setOpenAsHyperStack(image.getNDimensions() > 3);
            calibrate(image.getLocalCalibration(), pixels);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "The OME-XML in the file %s %s: save it as an ImageJ TIFF."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static void arrange(ImagePlus image, int[] pages) {
        ImageStack from = image.getStack();
        ImageStack to = new ImageStack(from.getWidth(), from.getHeight(), from.getColorModel());
        for (int page : pages) {
            to.addSlice(from.getSliceLabel(page + 1), from.getPixels(page + 1));
        }
        if (pages.length > 1) {
            image.setStack(to);
        }
    }

    private static void calibrate(Calibration calibration, OmePixels pixels) {
        if (pixels.spacing('X').isPresent() && pixels.unit('X').isPresent()) {
            calibration.pixelWidth = pixels.spacing('X').getAsDouble();
            calibration.setUnit(pixels.unit('X').get());
        }
        if (pixels.spacing('Y').isPresent() && pixels.unit('Y').isPresent()) {
            calibration.pixelHeight = pixels.spacing('Y').getAsDouble();
            calibration.setYUnit(pixels.unit('Y').get());
        }
        if (pixels.spacing('Z').isPresent() && pixels.unit('Z').isPresent()) {
            calibration.pixelDepth = pixels.spacing('Z').getAsDouble();
            calibration.setZUnit(pixels.unit('Z').get());
        }
        if (pixels.spacing('T').isPresent() && pixels.unit('T').isPresent()) {
            calibration.frameInterval = pixels.spacing('T').getAsDouble();
            calibration.setTimeUnit(pixels.unit('T').get());
        }
    }
}
