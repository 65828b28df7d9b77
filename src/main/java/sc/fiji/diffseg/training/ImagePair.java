package sc.fiji.diffseg.training;

import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.MaskFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An image file and the file with its mask.
 *
 * @param image one grey or RGB plane
 * @param mask one plane of the same size, read by the rules of {@link MaskFiles}
 * @param name what the two are called, unique in its data set
 * @param dataSet name of the data set the pair belongs to
 */
public record ImagePair(Path image, Path mask, String name, String dataSet) {

    /**
     * Reads both files at their original size.
     *
     * @throws IOException with one sentence if one cannot be read or the sizes differ
     */
    public LabelledPlane load() throws IOException {
        ImageFiles.Pixels pixels = ImageFiles.readPlane(image);
        MaskFiles.Mask labels = MaskFiles.read(mask);
        if (pixels.width() != labels.width() || pixels.height() != labels.height()) {
            throw new IOException(
                    "The image %s is %d x %d pixels, but its mask %s is %d x %d."
                            .formatted(
                                    image,
                                    pixels.width(),
                                    pixels.height(),
                                    mask,
                                    labels.width(),
                                    labels.height()));
        }
        float[] rgb = pixels.values();
        if (pixels.channels() == 1) {
            int n = rgb.length;
            rgb = Arrays.copyOf(rgb, 3 * n);
            System.arraycopy(rgb, 0, rgb, n, n);
            System.arraycopy(rgb, 0, rgb, 2 * n, n);
        }
        return new LabelledPlane(
                pixels.width(),
                pixels.height(),
                rgb,
                labels.pixels(),
                pixels.channels() == 1);
    }
}
