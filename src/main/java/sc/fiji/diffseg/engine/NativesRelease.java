package sc.fiji.diffseg.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PyTorch for the CPUs of one platform, as Maven Central has it: a jar of native libraries. Every
 * byte is pinned by SHA-256, wherever a copy of it comes from.
 *
 * @param jar the jar
 * @param folder the folder of the libraries in the jar, such as {@code pytorch/cpu/linux-x86_64}
 * @param libraries the libraries in that folder
 */
record NativesRelease(PinnedFile jar, String folder, List<PinnedFile> libraries) {

    private static final String PINS = "pytorch-natives.sha256";
    private static final String ARTIFACT = "pytorch-native-cpu";
    private static final String REPOSITORY_FOLDER = "ai/djl/pytorch/" + ARTIFACT + "/";

    /**
     * What there is for a platform.
     *
     * @param version PyTorch's
     * @param classifier DJL's name of the platform, such as {@code win-x86_64}
     */
    static Optional<NativesRelease> of(String version, String classifier) {
        String jar = ARTIFACT + "-" + version + "-" + classifier + ".jar";
        return all().stream().filter(release -> release.jar.name().equals(jar)).findFirst();
    }

    /** All platforms. */
    static List<NativesRelease> all() {
        List<NativesRelease> releases = new ArrayList<>();
        for (String line : pins()) {
            String[] words = line.split(" ");
            int slash = words[2].lastIndexOf('/');
            PinnedFile file =
                    new PinnedFile(
                            words[0], Long.parseLong(words[1]), words[2].substring(slash + 1));
            if (slash < 0) {
                releases.add(new NativesRelease(file, folderFor(file.name()), new ArrayList<>()));
            } else {
                releases.get(releases.size() - 1).libraries.add(file);
            }
        }
        return releases;
    }

    private static String folderFor(String jar) {
        return "pytorch/cpu/" + jar.replaceFirst(".*-[0-9.]+-(.*)\\.jar", "$1");
    }

    /** Path of the jar below the address of a Maven repository. */
    String pathInRepository() {
        String version = jar.name().replaceFirst(ARTIFACT + "-([0-9.]+)-.*", "$1");
        return REPOSITORY_FOLDER + version + "/" + jar.name();
    }

    /** The folder of the libraries below one in which PyTorch is installed. */
    Path place() {
        return Path.of(folder.substring("pytorch/".length()));
    }

    /** Bytes of all libraries together. */
    long unpackedBytes() {
        return libraries.stream().mapToLong(PinnedFile::bytes).sum();
    }

    private static List<String> pins() {
        try (InputStream in = NativesRelease.class.getResourceAsStream(PINS)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
