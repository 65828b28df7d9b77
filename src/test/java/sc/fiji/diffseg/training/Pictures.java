package sc.fiji.diffseg.training;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Writes small images for tests of the training data. */
final class Pictures {

    private Pictures() {}

    /** Value of a pixel. */
    interface Paint {
        int at(int x, int y);
    }

    static Path grey(Path file, int width, int height, Paint paint) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, paint.at(x, y));
            }
        }
        return write(file, image);
    }

    static Path rgb(Path file, int width, int height, Paint paint) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, paint.at(x, y));
            }
        }
        return write(file, image);
    }

    private static Path write(Path file, BufferedImage image) {
        try {
            Files.createDirectories(file.getParent());
            String name = file.getFileName().toString();
            String format = name.endsWith(".jpg") ? "jpg" : "png";
            if (!ImageIO.write(image, format, file.toFile())) {
                throw new IOException("No writer for " + file + ".");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pairs whose image is its own mask: a lopsided figure that no flip or turn leaves alone. */
    static List<ImagePair> paintedMasks(Path folder, int count, int width, int height) {
        List<ImagePair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int corner = 4 * i;
            Paint figure =
                    (x, y) -> {
                        boolean bar = x >= 10 + corner && x < 26 + corner && y >= 6 && y < 60;
                        boolean foot = x >= 26 + corner && x < 50 + corner && y >= 44 && y < 60;
                        return bar || foot ? 255 : 0;
                    };
            String name = "figure" + i;
            Path image = grey(folder.resolve("images/" + name + ".png"), width, height, figure);
            Path mask = grey(folder.resolve("masks/" + name + ".png"), width, height, figure);
            pairs.add(new ImagePair(image, mask, name, "figures"));
        }
        return pairs;
    }

    /** Pairs without files, named 1, 2, 3 and so on. */
    static List<ImagePair> numbered(String dataSet, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new ImagePair(Path.of("i" + i), Path.of("m" + i), "" + i, dataSet))
                .toList();
    }
}
