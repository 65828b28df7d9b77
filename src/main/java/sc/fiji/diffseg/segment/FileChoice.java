package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.NaturalOrder;
import sc.fiji.diffseg.image.ResultImages;

/**
 * Which files of the named ones and of the named folders are segmented: visible ones, in natural
 * order, each once. Without a filter, files of folders are those that are named as images; what is
 * named itself is tried, whatever it is called.
 *
 * @param recursive whether those in sub-folders belong to it, links to folders left aside
 * @param filter a part of the file's name, or a pattern for all of it with {@code *} for any
 *     characters, {@code ?} for one and {@code {tif,png}} for either; upper case or lower; empty
 *     for all images
 * @param excluded sub-folders that hold no images
 */
public record FileChoice(boolean recursive, String filter, List<Path> excluded) {

    /** All images of a folder, and none of its sub-folders. */
    public static final FileChoice ALL = new FileChoice(false, "", List.of());

    /** The same files but for those in one more folder. */
    FileChoice without(Path folder) {
        List<Path> more = new ArrayList<>(excluded);
        more.add(folder);
        return new FileChoice(recursive, filter, more);
    }

    private static final String CLOSED =
            "The folder %s may not be opened by this user, so its images are left out.";

    private static final String OTHERS =
            "Files in %s that are not named as images were left out (%d); the filter * tries them, too.";

    private static final String WILDCARDS = "*?[{";

    /** Makes the excluded folders comparable. */
    public FileChoice {
        excluded = excluded.stream().map(FileChoice::absolute).toList();
    }

    /**
     * The files to segment, in natural order within each folder.
     *
     * @throws IOException in one sentence, if one of the inputs does not exist, a folder has no
     *     such files or cannot be read, or two files would have results of the same name
     * @throws IllegalArgumentException in one sentence, if the filter is no pattern
     */
    public List<InputFile> list(List<Path> inputs) throws IOException {
        return list(inputs, new ArrayList<>());
    }

    /**
     * The same.
     *
     * @param remarks to which a sentence is added about files and sub-folders that were left out
     */
    List<InputFile> list(List<Path> inputs, List<String> remarks) throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        for (Path input : inputs) {
            Path path = absolute(input);
            if (Files.isDirectory(path)) {
                in(path, remarks).forEach((name, file) -> files.putIfAbsent(file, name));
            } else if (Files.exists(path)) {
                files.putIfAbsent(path, path.getFileName().toString());
            } else {
                throw new IOException("There is no file or folder " + input + ": check its name.");
            }
        }
        return named(files);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** The files of a folder under their names relative to it, with {@code /} in between. */
    private Map<String, Path> in(Path folder, List<String> remarks) throws IOException {
        PathMatcher matcher = matcher();
        FolderFiles found = FolderFiles.of(folder, recursive, this::isOpen);
        Map<String, Path> files = new TreeMap<>(NaturalOrder.INSTANCE);
        int others = 0;
        for (Path file : found.files()) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            boolean wanted = !filter.isBlank() || ImageFiles.isNamedAsImage(file);
            if (wanted && matcher.matches(Path.of(name))) {
                files.put(relative(folder, file), file);
            }
            others += wanted ? 0 : 1;
        }
        if (files.isEmpty()) {
            throw new IOException(noFiles(folder, others));
        }
        found.closed().forEach(closed -> remarks.add(CLOSED.formatted(closed)));
        if (others > 0) {
            remarks.add(OTHERS.formatted(folder, others));
        }
        return files;
    }

    private String noFiles(Path folder, int others) {
        if (!filter.isBlank()) {
            return "No file in the folder %s has a name like '%s': check the filter."
                    .formatted(folder, filter);
        }
        return others == 0
                ? "There are no files in the folder %s: name the folder that holds the images."
                        .formatted(folder)
                : "No file in the folder %s is named as an image (%d are not): name another folder, or try them with the filter *."
                        .formatted(folder, others);
    }

    private boolean isOpen(Path folder) {
        return !folder.getFileName().toString().startsWith(".") && !excluded.contains(folder);
    }

    private PathMatcher matcher() {
        String wanted = filter.trim().toLowerCase(Locale.ROOT);
        if (wanted.chars().noneMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
            return name -> name.toString().contains(wanted);
        }
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + wanted);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "The filter '%s' is no pattern of file names (%s): write *.tif, say."
                            .formatted(filter, e.getDescription()),
                    e);
        }
    }

    /** The name of a file relative to a folder, with {@code /} in between on every system. */
    static String relative(Path folder, Path file) {
        List<String> parts = new ArrayList<>();
        folder.relativize(file).forEach(part -> parts.add(part.toString()));
        return String.join("/", parts);
    }

    /**
     * Files that differ only in their ending keep it, or their results would have one name; so does
     * one that is called like another file but for its ending.
     */
    private static List<InputFile> named(Map<Path, String> files) throws IOException {
        Map<String, Integer> stems = new HashMap<>();
        Map<String, Path> names = new HashMap<>();
        for (Map.Entry<Path, String> file : files.entrySet()) {
            stems.merge(key(stem(file.getValue())), 1, Integer::sum);
            Path other = names.put(key(file.getValue()), file.getKey());
            if (other != null) {
                throw new IOException(
                        "%s and %s have the same name, and so would their results: segment them one after the other into different folders."
                                .formatted(other, file.getKey()));
            }
        }
        List<InputFile> inputs = new ArrayList<>();
        files.forEach(
                (file, name) -> {
                    String stem = stem(name);
                    boolean taken = stems.get(key(stem)) > 1 || names.containsKey(key(stem));
                    inputs.add(new InputFile(file, taken ? name : stem));
                });
        return inputs;
    }

    /** A relative name without the ending of the file. */
    static String stem(String relative) {
        int begin = relative.lastIndexOf('/') + 1;
        return relative.substring(0, begin) + ResultImages.stem(relative.substring(begin));
    }

    /** Some file systems do not tell case. */
    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
