package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.io.Opener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sc.fiji.diffseg.Progress;

/** Reads image files of the formats that ImageJ itself knows, without its dialogs. */
public final class ImageFiles {

    private ImageFiles() {}

    /**
     * Opens an image file.
     *
     * @throws IOException with one sentence if the file is missing, unreadable or no image
     */
    public static ImagePlus open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + ".");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("The file " + file + " may not be read by this user.");
        }
        Opener opener = new Opener();
        opener.setSilentMode(true);
        ImagePlus image;
        try {
            int type = opener.getFileType(file.toString());
            if (type == Opener.UNKNOWN || type == Opener.TEXT || type == Opener.ROI) {
                throw new IOException(notAnImage(file));
            }
            image = opener.openImage(file.toString());
        } catch (RuntimeException e) {
            throw new IOException(notAnImage(file), e);
        }
        if (image == null || image.getWidth() == 0) {
            throw new IOException(notAnImage(file));
        }
        return image;
    }

    private static String notAnImage(Path file) {
        return "The file "
                + file
                + " is damaged or no image that ImageJ can read; save it as PNG or TIFF.";
    }

    /**
     * Reads a file that holds a single plane: grey, RGB, or three channels.
     *
     * @param scaling of its values to [0,1]
     * @throws IOException with one sentence if the file is no image, has several planes, or has
     *     values that are not finite
     */
    public static Plane readPlane(Path file, Scaling scaling) throws IOException {
        ImagePlus image = open(file);
        if (image.getNSlices() * image.getNFrames() > 1) {
            throw new IOException(
                    ("The file %s has %d slices and %d frames, but a training image is one plane;"
                                    + " save its planes as single files.")
                            .formatted(file, image.getNSlices(), image.getNFrames()));
        }
        try {
            ImagePlusPlanes planes = new ImagePlusPlanes(image, 0);
            return new PlaneScaler(planes, scaling, Progress.NONE).plane(0).plane();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
