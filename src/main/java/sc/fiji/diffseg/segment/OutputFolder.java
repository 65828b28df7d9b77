package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.TiffEncoder;
import ij.process.ImageProcessor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import sc.fiji.diffseg.weights.AtomicFile;

/** A folder for results, whose files appear whole or not at all. */
public final class OutputFolder {

    private static final int BUFFER = 1 << 20;

    private final Path folder;

    private OutputFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes a folder where there is none, and makes sure that files can be written there.
     *
     * @param inputs none of them may lie in the folder: results would be mistaken for images
     * @throws IOException in one sentence, if there can be no results there
     */
    public static OutputFolder open(Path folder, List<InputFile> inputs) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            Path probe = AtomicFile.temporaryFor(absolute.resolve("probe"));
            Files.createFile(probe);
            Files.delete(probe);
        } catch (IOException e) {
            throw new IOException(
                    "Nothing can be written into the output folder %s (%s): choose another one."
                            .formatted(absolute, e.getClass().getSimpleName()),
                    e);
        }
        Path real = absolute.toRealPath();
        Set<Path> used = new HashSet<>();
        inputs.forEach(input -> used.add(real.resolve(input.subfolder()).normalize()));
        for (InputFile input : inputs) {
            if (used.contains(input.file().getParent().toRealPath())) {
                throw new IOException(
                        "The output folder %s also holds the image %s: choose another one, or results would be mistaken for images."
                                .formatted(absolute, input.label()));
            }
        }
        return new OutputFolder(absolute);
    }

    /** The folder. */
    public Path path() {
        return folder;
    }

    /** Whether there is a file of a name. */
    boolean has(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    /**
     * Reads a text.
     *
     * @return empty if there is no such file
     */
    Optional<String> read(String name) throws IOException {
        if (!has(name)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Writes an image or a stack with its calibration and lookup table. */
    void tiff(String name, ImagePlus image) throws IOException {
        FileInfo info = image.getFileInfo();
        info.description = new FileSaver(image).getDescriptionString();
        info.sliceLabels = image.getStack().getSliceLabels();
        write(name, out -> new TiffEncoder(info).write(out));
    }

    /** Writes a picture. */
    void png(String name, ImageProcessor picture) throws IOException {
        write(name, out -> ImageIO.write(picture.getBufferedImage(), "png", out));
    }

    /** Writes a text in UTF-8. */
    void text(String name, String text) throws IOException {
        write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes a file, in a sub-folder if the name begins with one. */
    void write(String name, Content content) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        Path temporary = AtomicFile.temporaryFor(target);
        try {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER)) {
                content.writeTo(out);
            }
            AtomicFile.replace(temporary, target);
        } catch (IOException e) {
            throw new IOException(
                    "%s could not be written (%s): check the space and the rights in its folder."
                            .formatted(target, e),
                    e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** What a file holds. */
    interface Content {

        /** Writes it; the stream is closed by whoever opened it. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Deletes a file if it is there. */
    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    /**
     * Deletes the files of a sub-folder whose names are wanted away.
     *
     * @param subfolder empty for this folder itself
     */
    void deleteAll(String subfolder, Predicate<String> unwanted) throws IOException {
        Path place = folder.resolve(subfolder);
        if (!Files.isDirectory(place)) {
            return;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(place)) {
            for (Path file : found) {
                if (unwanted.test(file.getFileName().toString()) && Files.isRegularFile(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /**
     * Takes away what a process has left that was ended by force while it wrote results of these
     * images.
     */
    void removeRemains(Collection<InputFile> inputs) throws IOException {
        Map<String, Set<String>> names = new HashMap<>();
        for (InputFile input : inputs) {
            names.computeIfAbsent(input.subfolder(), s -> new HashSet<>())
                    .add(ResultFiles.plain(input));
        }
        for (Map.Entry<String, Set<String>> place : names.entrySet()) {
            deleteAll(
                    place.getKey(),
                    file ->
                            AtomicFile.targetOf(file)
                                    .flatMap(ResultFiles::imageOf)
                                    .filter(place.getValue()::contains)
                                    .isPresent());
        }
    }
}
