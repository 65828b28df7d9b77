package sc.fiji.diffseg.image;

import ij.ImagePlus;
import java.io.IOException;
import java.io.InputStream;
import javax.imageio.ImageIO;

/**
 * The images to try things with, which come inside the jar, each with the objects that are truly in
 * it. They are drawn by a program and show no patient.
 */
public enum ExampleImage {
    /** Nuclei as in a fluorescence microscope: 8 bits, 256 × 256. */
    NUCLEI("nuclei-8bit"),

    /** Nuclei as in a section stained with H&amp;E: RGB, 320 × 256. */
    HISTOLOGY("histology-rgb"),

    /** A lesion as in dermoscopy: RGB, 384 × 288. */
    SKIN("skin-lesion-rgb");

    private final String file;

    ExampleImage(String file) {
        this.file = file;
    }

    /** The image, titled as its file. */
    public ImagePlus open() throws IOException {
        return open("images", file);
    }

    /** The true objects, of the image's size: a label image or a mask, titled {@code ...-truth}. */
    public ImagePlus openTruth() throws IOException {
        return open("labels", file + "-truth");
    }

    private ImagePlus open(String folder, String title) throws IOException {
        String name = "examples/" + folder + "/" + file + ".png";
        try (InputStream in = ExampleImage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(
                        "The plug-in's jar lacks its image " + name + ": install it again.");
            }
            return new ImagePlus(title, ImageIO.read(in));
        }
    }
}
