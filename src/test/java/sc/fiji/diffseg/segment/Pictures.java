package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import java.nio.file.Path;
import java.util.Random;

/** Images to segment whose content does not matter much. */
final class Pictures {

    private Pictures() {}

    static ImagePlus plane(int width, int height) {
        return new ImagePlus("plane.tif", noise(width, height, 0));
    }

    static ImagePlus stack(int width, int height, int slices, int frames) {
        ImageStack stack = new ImageStack(width, height);
        for (int i = 0; i < slices * frames; i++) {
            stack.addSlice(noise(width, height, i));
        }
        ImagePlus image = new ImagePlus("stack.tif", stack);
        image.setDimensions(1, slices, frames);
        return image;
    }

    static Path save(ImagePlus image, Path file) {
        FileSaver saver = new FileSaver(image);
        boolean saved =
                image.getStackSize() > 1
                        ? saver.saveAsTiffStack(file.toString())
                        : saver.saveAsTiff(file.toString());
        if (!saved) {
            throw new IllegalStateException("Cannot write " + file + ".");
        }
        return file;
    }

    private static ByteProcessor noise(int width, int height, int seed) {
        byte[] pixels = new byte[width * height];
        new Random(seed).nextBytes(pixels);
        return new ByteProcessor(width, height, pixels);
    }
}
