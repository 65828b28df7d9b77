package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Plain grey and YCbCr JPEG files, with the same pixels as ImageJ's own way, which waits some 20 ms
 * for every file.
 */
final class JpegFiles {

    private JpegFiles() {}

    /**
     * Opens a file.
     *
     * @return null if this is not the plain kind: ImageJ may know it
     * @throws IOException with one sentence if the file is cut off
     */
    static ImagePlus open(Path file) throws IOException {
        BufferedImage image = decode(file);
        if (image == null) {
            return null;
        }
        int width = image.getWidth();
        int height = image.getHeight();
        String title = file.getFileName().toString();
        ImageProcessor pixels =
                switch (image.getType()) {
                    case BufferedImage.TYPE_BYTE_GRAY ->
                            new ByteProcessor(width, height, bytes(image));
                    case BufferedImage.TYPE_3BYTE_BGR ->
                            new ColorProcessor(width, height, packed(bytes(image)));
                    default -> null;
                };
        return pixels == null ? null : new ImagePlus(title, pixels);
    }

    private static BufferedImage decode(Path file) throws IOException {
        boolean[] cutOff = new boolean[1];
        BufferedImage image;
        try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
            if (!readers.hasNext()) {
                return null;
            }
            ImageReader reader = readers.next();
            try {
                // The decoder fills what is missing with grey and only warns.
                reader.addIIOReadWarningListener(
                        (source, warning) ->
                                cutOff[0] |=
                                        warning.toLowerCase(Locale.ROOT).contains("premature end"));
                reader.setInput(stream, true, true);
                image = reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // Four channels, or damaged: ImageJ's own way decides.
            return null;
        }
        if (cutOff[0]) {
            throw new IOException(ImageFiles.cutOff(file));
        }
        return image;
    }

    private static byte[] bytes(BufferedImage image) {
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }

    private static int[] packed(byte[] bgr) {
        int[] pixels = new int[bgr.length / 3];
        for (int i = 0; i < pixels.length; i++) {
            int at = 3 * i;
            pixels[i] = (bgr[at + 2] & 0xff) << 16 | (bgr[at + 1] & 0xff) << 8 | bgr[at] & 0xff;
        }
        return pixels;
    }
}
