package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import sc.fiji.diffseg.site.MacroReference;
import sc.fiji.diffseg.site.NextUpdateSite;
import sc.fiji.diffseg.site.UpdateSite;
import sc.fiji.diffseg.training.Bars;

/**
 * The update site that this build has made, by the updater of a real Fiji and without a network.
 */
class UpdateSiteIT {

    private static final String NAME = "Diffusion Segmentation";

    private static final Path SITE = Path.of(System.getProperty("update.site"));
    private static final Path JARS = Path.of(System.getProperty("fiji.additions"));
    private static final Path MODELS = Path.of("src/main/models");
    private static final Path MACROS = Path.of("macros");

    /** What the updater does with files whose action in its window is to uninstall them. */
    private static final String UNINSTALL =
            """
            import net.imagej.updater.*;
            progress = new net.imagej.updater.util.StderrProgress();
            files = new FilesCollection(new java.io.File(System.getProperty("ij.dir")));
            files.downloadIndexAndChecksum(progress);
            for (file : files.forUpdateSite("%1$s")) {
                file.setAction(files, FileObject.Action.UNINSTALL);
            }
            installer = new Installer(files, progress);
            installer.start();
            installer.moveUpdatedIntoPlace();
            files.removeUpdateSite("%1$s");
            files.write();
            """;

    @TempDir Path scratch;

    @Test
    void fijisUpdaterInstallsUpdatesAndUninstalls() throws Exception {
        RealFiji fiji = RealFiji.bareOrSkip(scratch);
        Path folder = fiji.copy().folder();
        Set<String> before = filesOf(folder);
        Map<String, String> jars = FijiCopy.jarsOf(folder);
        Path site = scratch.resolve("site");
        copy(SITE, site);
        haveNoOtherSite(folder.resolve("db.xml.gz"), site.toUri().toString());

        fiji.runUpdater("update");
        Set<String> offered = new TreeSet<>(new UpdateSite(JARS, MODELS, MACROS).paths());
        assertEquals(offered, added(before, folder));
        String said = fiji.runHeadless("ijm", tryEverything(), Map.of());
        int models = MODELS.toFile().list().length;
        assertTrue(said.contains(models + " sound, overlap 1"), said);
        List<String> labels = labels();
        assertEquals(14, labels.size());
        for (String label : labels) {
            assertTrue(said.contains("has [" + label + "]"), label + " is not in " + said);
        }
        runMacrosOf(fiji);
        assertEquals(offered, added(before, folder));

        String next = NextUpdateSite.write(site, JARS, MODELS, scratch.resolve("next"));
        said = fiji.runUpdater("update");
        Set<String> now = added(before, folder);
        assertTrue(now.contains(next), said);
        assertFalse(now.stream().anyMatch(path -> path.contains("leaf-lesions")), now.toString());
        assertEquals(1, now.stream().filter(p -> p.contains("diffusion-segmentation-")).count());

        fiji.runWithoutStarting(UNINSTALL.formatted(NAME));
        assertEquals(Set.of(), added(before, folder));
        assertEquals(jars, FijiCopy.jarsOf(folder));
    }

    @Test
    void noJarTakesTheNameOrAClassOfOneOfFijis() throws Exception {
        Path folder = RealFiji.bareOrSkip(scratch).copy().folder();
        List<String> fijis = FijiCopy.jarsOf(folder).keySet().stream().toList();
        UpdateSite site = new UpdateSite(JARS, MODELS, MACROS);
        site.requireNothingOf(fijis);
        Set<String> ours = new TreeSet<>();
        try (Stream<Path> jars = Files.list(JARS)) {
            for (Path jar : jars.toList()) {
                ours.addAll(classesOf(jar));
            }
        }
        assertTrue(ours.size() > 300, ours.size() + " classes");
        for (String jar : fijis) {
            Set<String> both = classesOf(folder.resolve(jar));
            both.retainAll(ours);
            assertEquals(Set.of(), both, jar);
        }
    }

    @Test
    void theBuildOfASiteThatWouldReplaceAJarOfFijiFails() throws Exception {
        UpdateSite site = new UpdateSite(JARS, MODELS, MACROS);
        String jar = "jars/pytorch-engine-0.1.jar";
        String said =
                assertThrows(
                                IllegalStateException.class,
                                () -> site.requireNothingOf(List.of("jars/ij-1.54p.jar", jar)))
                        .getMessage();
        assertTrue(said.contains("jars/pytorch-engine-0.35.1.jar"), said);
    }

    private static String tryEverything() {
        return """
        List.setCommands;
        names = newArray('%s');
        for (i = 0; i < names.length; i++)
            if (List.get(names[i]) != '') print('has [' + names[i] + ']');
        run('Open Diffusion Sample', 'sample=nuclei truth=true');
        selectImage('nuclei-8bit-truth');
        run('Duplicate...', 'title=copy');
        run('Measure Overlap...', 'prediction=copy truth=nuclei-8bit-truth');
        overlap = getResult('DiceCoefficient', 0);
        run('Clear Results');
        run('Diffusion Models...', 'action=verify');
        sound = 0;
        for (i = 0; i < nResults; i++)
            if (getResultString('Outcome', i) == 'sound') sound++;
        print(sound + ' sound, overlap ' + overlap);
        """
                .formatted(String.join("', '", labels()));
    }

    /** The labels in the menu, as the commands declare them. */
    private static List<String> labels() {
        try (Context context = new Context()) {
            return MacroReference.labels(context);
        }
    }

    /** Runs the macros that the site has brought, on a few small images. */
    private void runMacrosOf(RealFiji fiji) throws Exception {
        fiji.copy().addNatives();
        Bars.draw(scratch.resolve("bars"), 4);
        run(fiji, "segment-folder.ijm", "images='%1$s/images',results='%1$s/found'");
        run(
                fiji,
                "measure-folder.ijm",
                "found='%1$s/found',truth='%1$s/masks',tables='%1$s/tables'");
        run(
                fiji,
                "compare-methods.ijm",
                "images='%1$s/images',results='%1$s/compared',truth='%1$s/masks'");
        run(
                fiji,
                "fine-tune-and-segment.ijm",
                "images='%1$s/images',masks='%1$s/masks',name='of bars',steps=1,"
                        + "input='%1$s/images',results='%1$s/tuned'");
        for (String result :
                List.of(
                        "found/bar3-labels.tif",
                        "tables/overlap.csv",
                        "compared/methods.csv",
                        "tuned/bar3-labels.tif")) {
            assertTrue(Files.exists(scratch.resolve("bars").resolve(result)), result);
        }
        Folders.delete(fiji.copy().models().resolve("of-bars"));
        fiji.copy().removeNatives();
    }

    private void run(RealFiji fiji, String macro, String parameters) throws Exception {
        Path file = fiji.copy().folder().resolve("macros/diffusion-segmentation").resolve(macro);
        String bars = Slashes.slashed(scratch.resolve("bars"));
        fiji.runHeadless(file, parameters.formatted(bars), Map.of("OMP_NUM_THREADS", "1"));
    }

    /**
     * Disables the sites that a Fiji has, which cannot be reached here, and adds one. The updater's
     * command line adds a site only if it reaches another.
     */
    private static void haveNoOtherSite(Path index, String url) throws IOException {
        String xml;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(index))) {
            xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String site =
                "<pluginRecords><update-site name=\"%s\" url=\"%s\" timestamp=\"0\"/>"
                        .formatted(NAME, url);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(index))) {
            out.write(
                    xml.replace("<update-site ", "<disabled-update-site ")
                            .replace("<pluginRecords>", site)
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The files that the updater looks after, and all folders in which it works. */
    private static Set<String> filesOf(Path fiji) throws IOException {
        try (Stream<Path> files = Files.walk(fiji)) {
            return new TreeSet<>(
                    files.filter(Files::isRegularFile)
                            .map(file -> fiji.relativize(file).toString().replace('\\', '/'))
                            .filter(path -> !path.equals(".checksums"))
                            .filter(path -> !path.matches("db\\.xml\\.gz.*"))
                            .toList());
        }
    }

    private static Set<String> added(Set<String> before, Path fiji) throws IOException {
        Set<String> now = filesOf(fiji);
        assertTrue(now.containsAll(before), "files of Fiji are gone");
        now.removeAll(before);
        return now;
    }

    private static Set<String> classesOf(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return new TreeSet<>(
                    file.stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.endsWith(".class"))
                            .filter(name -> !name.matches(".*(module|package)-info\\.class"))
                            .toList());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
