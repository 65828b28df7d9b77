package sc.fiji.diffseg.phantom;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Draws the images in {@code test-images/}: small, realistic, of our own making, with ground truth.
 *
 * <p>{@code mvn test-compile exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=sc.fiji.diffseg.phantom.Phantoms} writes them anew; every run and machine draws
 * the same pixels.
 */
public final class Phantoms {

    private Phantoms() {}

    /**
     * Writes images and ground truth.
     *
     * @param args the folder; {@code test-images} without
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "test-images");
        for (Phantom phantom : all()) {
            save(phantom.image(), folder.resolve(phantom.model()).resolve("images"));
            save(phantom.truth(), folder.resolve(phantom.model()).resolve("labels"));
        }
    }

    static List<Phantom> all() {
        return List.of(
                FluorescencePhantom.eightBit(),
                FluorescencePhantom.sixteenBit(),
                StackPhantom.draw(),
                HistologyPhantom.draw(),
                SkinPhantom.draw());
    }

    private static void save(ImagePlus image, Path folder) throws IOException {
        Files.createDirectories(folder);
        String path = folder.resolve(image.getTitle()).toString();
        FileSaver saver = new FileSaver(image);
        boolean saved =
                path.endsWith(".png")
                        ? saver.saveAsPng(path)
                        : image.getStackSize() > 1
                                ? saver.saveAsTiffStack(path)
                                : saver.saveAsTiff(path);
        if (!saved) {
            throw new IOException(
                    "Cannot write " + path + ": " + IJ.getErrorMessage() + "; check the folder.");
        }
    }
}
