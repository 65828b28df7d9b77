package sc.fiji.diffseg;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import sc.fiji.diffseg.model.FileEntry;

/**
 * A copy of a Fiji, and this plug-in in it if it is installed as a user would do it by hand: four
 * jars in the folder {@code jars}, and DJL's jar of PyTorch's native libraries unpacked in the
 * folder {@code lib}. The given Fiji stays as it is.
 */
final class FijiCopy {

    private static final String NATIVES = "pytorch/";

    private final Path given;
    private final Path copy;
    private final Path additions = Path.of(System.getProperty("fiji.additions"));
    private final Map<String, String> before;

    /**
     * Copies a Fiji.
     *
     * @param given holds the folders jars and plugins
     * @param copy does not exist yet
     */
    FijiCopy(Path given, Path copy) throws IOException {
        this.given = given;
        this.copy = copy;
        assertTrue(Files.isDirectory(given.resolve("jars")), given + " holds no Fiji.");
        before = jarsOf(given);
        link(given, copy);
    }

    /** Installs the plug-in by hand. */
    void install() throws IOException {
        link(additions, copy.resolve("jars"));
        addNatives();
    }

    /** Puts PyTorch's native libraries into the copy. */
    void addNatives() throws IOException {
        Path unpacked = additions.resolveSibling("lib");
        unpackNatives(unpacked);
        link(unpacked, copy.resolve("lib"));
    }

    /** The copy's folder. */
    Path folder() {
        return copy;
    }

    /** The folder for models. */
    Path models() throws IOException {
        return Files.createDirectories(copy.resolve("models/diffusion-segmentation"));
    }

    /** Takes PyTorch's native libraries out of the copy, as if nobody had put them there. */
    void removeNatives() throws IOException {
        try (Stream<Path> files = Files.walk(copy.resolve("lib/pytorch"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** DJL's jar of PyTorch's native libraries. */
    static Path nativesJar() throws IOException {
        try (JarFile jar = natives()) {
            return Path.of(jar.getName());
        }
    }

    /** Checks that Fiji's own jars are what they were, and that exactly four have been added. */
    void assertFijisOwnJarsUntouched() throws IOException {
        assertEquals(before, jarsOf(given));
        Map<String, String> now = jarsOf(copy);
        List<String> added = new ArrayList<>(now.keySet());
        added.removeAll(before.keySet());
        try (Stream<Path> four = Files.list(additions)) {
            List<String> expected = four.map(jar -> "jars/" + jar.getFileName()).sorted().toList();
            assertEquals(expected, added);
        }
        now.keySet().removeAll(added);
        assertEquals(before, now);
    }

    /** The hashes of all jars in the folders jars and plugins of a Fiji, by path. */
    static Map<String, String> jarsOf(Path fiji) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (String folder : List.of("jars", "plugins")) {
            try (Stream<Path> files = Files.walk(fiji.resolve(folder))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
                    String path = fiji.relativize(file).toString().replace('\\', '/');
                    hashes.put(path, FileEntry.of(fiji, path, Progress.NONE).sha256());
                }
            }
        }
        return hashes;
    }

    /** Large files are linked, which is quick; Fiji never writes into a jar or a library. */
    private static void link(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (file.toString().matches(".*\\.(jar|so[.0-9]*|dll|dylib)")) {
                    linkOrCopy(file, target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void linkOrCopy(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, target);
        }
    }

    /** Unpacks the natives that the tests run with; what is there already is kept. */
    private static void unpackNatives(Path folder) throws IOException {
        try (JarFile jar = natives()) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                Path file = folder.resolve(entry.getName());
                boolean wanted = entry.getName().startsWith(NATIVES) && !entry.isDirectory();
                if (wanted && !(Files.exists(file) && Files.size(file) == entry.getSize())) {
                    Files.createDirectories(file.getParent());
                    Files.copy(jar.getInputStream(entry), file, REPLACE_EXISTING);
                }
            }
        }
    }

    private static JarFile natives() throws IOException {
        URL inside = FijiCopy.class.getResource("/native/lib/pytorch.properties");
        JarURLConnection connection = (JarURLConnection) inside.openConnection();
        connection.setUseCaches(false);
        return connection.getJarFile();
    }
}
