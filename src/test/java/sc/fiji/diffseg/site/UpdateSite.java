package sc.fiji.diffseg.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Builds the update site: what Fiji's updater installs, and the index by which it finds it. The
 * folder {@code update-site} tells more.
 */
public final class UpdateSite {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final List<SiteFile> files = new ArrayList<>();

    /**
     * Collects what is offered.
     *
     * @param jars folder of the jars that a Fiji needs
     * @param models folder of the models
     * @param macros folder of the macros, which need not exist
     */
    public UpdateSite(Path jars, Path models, Path macros) throws IOException {
        add("jars", jars);
        add("models/diffusion-segmentation", models);
        if (Files.isDirectory(macros)) {
            add("macros/diffusion-segmentation", macros);
        }
    }

    private void add(String path, Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path file : inside.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                files.add(SiteFile.of(path + "/" + name, file));
            }
        }
    }

    /** The paths that the files have in a Fiji. */
    public List<String> paths() {
        return files.stream().map(SiteFile::path).toList();
    }

    /**
     * Makes sure that the updater takes none of the files for another version of one of Fiji's,
     * which it would delete.
     *
     * @param fijis paths of Fiji's own files
     * @throws IllegalStateException naming the files in question
     */
    public void requireNothingOf(List<String> fijis) {
        Set<String> taken = new HashSet<>();
        fijis.forEach(path -> taken.add(SiteFile.component(path)));
        List<String> shadows =
                paths().stream().filter(path -> taken.contains(SiteFile.component(path))).toList();
        if (!shadows.isEmpty()) {
            throw new IllegalStateException(
                    "The update site would replace files of Fiji by "
                            + String.join(", ", shadows)
                            + ": leave them out or give them another name.");
        }
    }

    /**
     * Writes the site.
     *
     * @param previous the index that the site has where it is published; {@link SiteIndex#empty} if
     *     it is new
     * @param now timestamp of what is new in it
     */
    void write(Path site, SiteIndex previous, LocalDateTime now) throws IOException {
        previous.offer(files, Long.parseLong(TIMESTAMP.format(now)));
        for (SiteFile file : files) {
            Path target = site.resolve(previous.download(file));
            Files.createDirectories(target.getParent());
            Files.copy(file.source(), target, StandardCopyOption.REPLACE_EXISTING);
        }
        previous.write(site);
    }

    /**
     * Builds the site of a checkout.
     *
     * @param arguments the checkout, the folder of the jars, the folder to write, and optionally
     *     the index that the published site has
     */
    public static void main(String[] arguments) throws IOException {
        Path checkout = Path.of(arguments[0]);
        UpdateSite site =
                new UpdateSite(
                        Path.of(arguments[1]),
                        checkout.resolve("src/main/models"),
                        checkout.resolve("macros"));
        site.requireNothingOf(Files.readAllLines(checkout.resolve("update-site/fiji-jars.txt")));
        Path target = Path.of(arguments[2]);
        deleteOld(target);
        boolean first = arguments.length < 4 || arguments[3].isBlank();
        SiteIndex previous = first ? SiteIndex.empty() : SiteIndex.read(Path.of(arguments[3]));
        site.write(target, previous, LocalDateTime.now());
    }

    private static void deleteOld(Path site) throws IOException {
        if (Files.exists(site)) {
            try (Stream<Path> inside = Files.walk(site)) {
                for (Path path : inside.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(site);
    }
}
