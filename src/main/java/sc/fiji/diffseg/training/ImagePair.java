package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Path;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.MaskFiles;
import sc.fiji.diffseg.image.Plane;
import sc.fiji.diffseg.image.Scaling;

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
     * @param scaling of the image's values to [0,1], as when the model will be used
     * @throws IOException with one sentence if one cannot be read or the sizes differ
     */
    public LabelledPlane load(Scaling scaling) throws IOException {
        Plane plane = ImageFiles.readPlane(image, scaling);
        MaskFiles.Mask labels = MaskFiles.read(mask);
        if (plane.width() != labels.width() || plane.height() != labels.height()) {
            throw new IOException(
                    "The image %s is %d x %d pixels, but its mask %s is %d x %d."
                            .formatted(
                                    image,
                                    plane.width(),
                                    plane.height(),
                                    mask,
                                    labels.width(),
                                    labels.height()));
        }
        return new LabelledPlane(plane, labels.pixels(), labels.labels());
    }
}
