package sc.fiji.diffseg.engine;

import ai.djl.engine.Engine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import sc.fiji.diffseg.Progress;

/**
 * DJL's own download of PyTorch for NVIDIA graphics cards. DJL does it while it starts PyTorch,
 * without progress or a way to stop it, so it is done in a process of its own, which can be ended,
 * and which crashes alone if the libraries do not suit the computer.
 */
final class DjlDownload {

    /** About what the libraries take; DJL does not tell. */
    private static final double EXPECTED_BYTES = 4e9;

    private static final double MEGABYTE = 1e6;
    private static final long LOOK_UP_MILLIS = 500;
    private static final String FAILED = "failed: ";

    /** How this Java reaches the network. */
    private static final String NETWORK =
            "(http|https|socks|java\\.net|javax\\.net|jdk\\.http)\\..*";

    /** Where this process has them, the other one will find them. */
    private static final List<String> NEEDED =
            List.of(
                    "sc/fiji/diffseg/engine/DjlDownload.class",
                    "ai/djl/engine/Engine.class",
                    "ai/djl/pytorch/engine/PtEngine.class",
                    "jnilib/pytorch.properties",
                    "com/google/gson/Gson.class",
                    "com/sun/jna/Native.class",
                    "org/slf4j/Logger.class");

    private DjlDownload() {}

    /**
     * Downloads.
     *
     * @param cache an empty folder
     * @return the folder below it in which the libraries lie
     * @throws IOException in one sentence
     */
    static Path run(Path cache, CudaNatives natives, Progress progress) throws IOException {
        natives.requireBridge();
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-DENGINE_CACHE_DIR=" + cache,
                                "-cp",
                                classPath(),
                                DjlDownload.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader said = process.inputReader()) {
            tell(process.getOutputStream());
            double done = 0;
            while (!process.waitFor(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
                progress.checkCancelled();
                // While DJL renames files, a look may see none.
                done = Math.max(done, size(cache));
                progress.report(
                        Math.min(1, done / EXPECTED_BYTES),
                        "DJL downloads PyTorch, %.0f MB so far".formatted(done / MEGABYTE));
            }
            String failure =
                    said.lines()
                            .filter(line -> line.startsWith(FAILED))
                            .findFirst()
                            .map(line -> line.substring(FAILED.length()))
                            .orElse("Java ended with code " + process.exitValue());
            Path folder =
                    cache.resolve("pytorch")
                            .resolve(
                                    String.join(
                                            "-",
                                            natives.version(),
                                            Natives.CUDA,
                                            natives.classifier()));
            if (process.exitValue() != 0 || !NativesFolders.holdsPyTorch(folder)) {
                throw new IOException(
                        "DJL could not download PyTorch (%s): check the network, or name a folder you"
                                        .formatted(failure)
                                + " have.");
            }
            return folder;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("DJL's download was interrupted: run it again.", e);
        } finally {
            end(process);
        }
    }

    /** Waits for the end, for Windows keeps the files of a process that is still ending. */
    private static void end(Process process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Passwords of proxies do not belong on a command line. */
    private static void tell(OutputStream to) throws IOException {
        Properties network = new Properties();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.matches(NETWORK)) {
                network.setProperty(name, System.getProperty(name));
            }
        }
        try (to) {
            network.store(to, null);
        }
    }

    private static double size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile).filter(File::isFile).mapToDouble(File::length).sum();
        } catch (UncheckedIOException e) {
            // A file was renamed meanwhile.
            return 0;
        }
    }

    private static String classPath() throws IOException {
        Set<String> places = new LinkedHashSet<>();
        for (String name : NEEDED) {
            URL found = DjlDownload.class.getResource("/" + name);
            if (found == null) {
                throw new IOException(
                        name + " is missing: put all jars of this plug-in into Fiji.");
            }
            places.add(place(found, name));
        }
        return String.join(File.pathSeparator, places);
    }

    private static String place(URL found, String name) throws IOException {
        try {
            URLConnection connection = found.openConnection();
            if (connection instanceof JarURLConnection jar) {
                return Path.of(jar.getJarFileURL().toURI()).toString();
            }
            Path folder = Path.of(found.toURI());
            for (int i = 0; i < Path.of(name).getNameCount(); i++) {
                folder = folder.getParent();
            }
            return folder.toString();
        } catch (URISyntaxException e) {
            throw new IOException("The jar " + found + " cannot be found again: rename it.", e);
        }
    }

    /** The other process: starts PyTorch and lets DJL fetch what it lacks. */
    public static void main(String[] arguments) throws IOException {
        Properties network = new Properties();
        network.load(System.in);
        network.forEach((name, value) -> System.setProperty((String) name, (String) value));
        System.setProperty("ai.djl.offline", "false");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("PYTORCH_FLAVOR", Natives.CUDA);
        try {
            Engine.getEngine("PyTorch");
        } catch (RuntimeException | LinkageError e) {
            System.out.println(FAILED + Reason.of(e));
            System.exit(1);
        }
    }
}
