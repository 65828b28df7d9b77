package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import sc.fiji.diffseg.image.NaturalOrder;
import sc.fiji.diffseg.image.ResultImages;

/**
 * A file to segment.
 *
 * @param file where it lies
 * @param name what the names of its results begin with
 */
public record InputFile(Path file, String name) {

    /**
     * The files to segment: those named, and those in the folders named, in natural order. Files in
     * sub-folders and hidden files are left out, and no file comes twice.
     *
     * @throws IOException in one sentence, if one of them does not exist, a folder has no files, or
     *     two files in different folders have the same name
     */
    public static List<InputFile> list(List<Path> inputs) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (Path input : inputs) {
            Path path = input.toAbsolutePath().normalize();
            if (Files.isDirectory(path)) {
                files.addAll(in(path));
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                throw new IOException("There is no file or folder " + input + ": check its name.");
            }
        }
        return named(files);
    }

    private static List<Path> in(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files =
                    entries.filter(InputFile::isVisible)
                            .sorted(Comparator.comparing(InputFile::of, NaturalOrder.INSTANCE))
                            .toList();
        }
        if (files.isEmpty()) {
            throw new IOException(
                    "There are no files in the folder %s: name the folder that holds the images."
                            .formatted(folder));
        }
        return files;
    }

    static boolean isVisible(Path path) {
        return Files.isRegularFile(path) && !of(path).startsWith(".");
    }

    private static String of(Path path) {
        return path.getFileName().toString();
    }

    /** Files that differ only in their ending keep it, or their results would have one name. */
    private static List<InputFile> named(Set<Path> files) throws IOException {
        Map<String, Integer> stems = new HashMap<>();
        Map<String, Path> names = new HashMap<>();
        for (Path file : files) {
            stems.merge(key(ResultImages.stem(of(file))), 1, Integer::sum);
            Path other = names.put(key(of(file)), file);
            if (other != null) {
                throw new IOException(
                        "%s and %s have the same name, and so would their results: segment them one after the other into different folders."
                                .formatted(other, file));
            }
        }
        List<InputFile> inputs = new ArrayList<>();
        for (Path file : files) {
            String stem = ResultImages.stem(of(file));
            inputs.add(new InputFile(file, stems.get(key(stem)) > 1 ? of(file) : stem));
        }
        return inputs;
    }

    /** Some file systems do not tell case. */
    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
