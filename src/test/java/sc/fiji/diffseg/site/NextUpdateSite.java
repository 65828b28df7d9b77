package sc.fiji.diffseg.site;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;

/** A later version of the update site: a newer plug-in, a model less and another card. */
public final class NextUpdateSite {

    private static final String VERSION = "99.0.0";

    private NextUpdateSite() {}

    /**
     * Publishes it over a site.
     *
     * @param scratch an empty folder
     * @return path of the newer plug-in in a Fiji
     */
    public static String write(Path site, Path jars, Path models, Path scratch) throws IOException {
        Path newJars = Files.createDirectories(scratch.resolve("jars"));
        String plugin = "diffusion-segmentation-" + VERSION + ".jar";
        for (Path jar : list(jars)) {
            String name = jar.getFileName().toString();
            boolean ours = name.startsWith("diffusion-segmentation");
            Files.copy(jar, newJars.resolve(ours ? plugin : name));
        }
        // The updater tells versions apart by their content, not by their names.
        try (FileSystem inside = FileSystems.newFileSystem(newJars.resolve(plugin))) {
            Files.writeString(inside.getPath("next.txt"), VERSION);
        }
        Path newModels = Files.createDirectories(scratch.resolve("models"));
        for (Path model : list(models)) {
            if (!model.endsWith("leaf-lesions")) {
                Path target = Files.createDirectory(newModels.resolve(model.getFileName()));
                for (Path file : list(model)) {
                    Files.copy(file, target.resolve(file.getFileName()));
                }
            }
        }
        Files.writeString(newModels.resolve("leaf-nuclei/MODEL_CARD.md"), "# Another card\n");
        new UpdateSite(newJars, newModels, scratch.resolve("no macros"))
                .write(
                        site,
                        SiteIndex.read(site.resolve(SiteIndex.FILE_NAME)),
                        LocalDateTime.now().plusMinutes(1));
        return "jars/" + plugin;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.toList();
        }
    }
}
