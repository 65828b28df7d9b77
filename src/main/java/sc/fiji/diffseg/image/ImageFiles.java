package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.io.Opener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import sc.fiji.diffseg.Progress;

/** Reads image files of the formats that ImageJ itself knows, without its dialogs. */
public final class ImageFiles {

    private static final Set<String> EXTENSIONS =
            Set.of(
                    "png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif", "pgm", "pbm", "ppm", "dcm",
                    "dicom", "fits");

    private ImageFiles() {}

    /** Whether a file is an image by the ending of its name, and not hidden. */
    public static boolean isNamedAsImage(Path file) {
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && EXTENSIONS.contains(extension) && Files.isRegularFile(file);
    }

    /**
     * Opens an image file; of an OME-TIFF with the axes and the calibration that it tells.
     *
     * @throws IOException with one sentence if the file is missing, unreadable, cut off or no
     *     image, or an OME-TIFF of which not all is here
     */
    public static ImagePlus open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + ".");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("The file " + file + " may not be read by this user.");
        }
        ImagePlus image = null;
        try {
            Opener opener = new Opener();
            opener.setSilentMode(true);
            switch (opener.getFileType(file.toString())) {
                case Opener.JPEG -> image = openJpeg(file, opener);
                case Opener.TIFF,
                        Opener.TIFF_AND_DICOM,
                        Opener.DICOM,
                        Opener.FITS,
                        Opener.PGM,
                        Opener.GIF,
                        Opener.BMP,
                        Opener.ZIP,
                        Opener.PNG ->
                        image = opener.openImage(file.toString());
                default -> {
                    // No image, or one that opens with a dialog or in a window.
                }
            }
        } catch (RuntimeException e) {
            throw new IOException(notAnImage(file), e);
        }
        if (image == null || image.getWidth() == 0 || image.getStackSize() == 0) {
            throw new IOException(notAnImage(file));
        }
        if (FileLengths.isCutOff(file, image)) {
            throw new IOException(cutOff(file));
        }
        OmeTiffs.arrange(file, image);
        return image;
    }

    private static ImagePlus openJpeg(Path file, Opener opener) throws IOException {
        ImagePlus image = JpegFiles.open(file);
        return image != null ? image : opener.openImage(file.toString());
    }

    /** Whether a file is a JPEG by its content, whatever its name. */
    public static boolean isJpeg(Path file) {
        return new Opener().getFileType(file.toString()) == Opener.JPEG;
    }

    static String cutOff(Path file) {
        return "The image file " + file + " is cut off; get a complete copy.";
    }

    private static String notAnImage(Path file) {
        return "The file "
                + file
                + " is damaged or no image that ImageJ can read; save it as PNG or TIFF.";
    }

    /**
     * Reads a file that holds a single plane: grey, RGB, or three channels. A selection saved in
     * the file does not matter.
     *
     * @return values in [0,1]
     * @throws IOException with one sentence if the file is no image, has several planes or another
     *     number of channels, or has values that are not finite
     */
    public static Plane readPlane(Path file, Scaling scaling) throws IOException {
        ImagePlus image = open(file);
        image.deleteRoi();
        int channels = image.getNChannels();
        if (image.getNSlices() * image.getNFrames() > 1 || channels != 1 && channels != 3) {
            throw new IOException(
                    ("The image file %s has %d channels, %d slices and %d frames, but must be one"
                                    + " grey or RGB plane; save its planes as files.")
                            .formatted(file, channels, image.getNSlices(), image.getNFrames()));
        }
        try {
            ImagePlusPlanes planes = new ImagePlusPlanes(image, 0);
            return new PlaneScaler(planes, scaling, Progress.NONE).plane(0).plane();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "The image file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
