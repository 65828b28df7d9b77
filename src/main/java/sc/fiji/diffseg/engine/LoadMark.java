package sc.fiji.diffseg.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sc.fiji.diffseg.weights.AtomicFile;

/**
 * A mark on disk while native libraries are being loaded. Libraries that do not fit the computer
 * may end Java on the spot, with no exception to catch; then the mark stays, and tells the next
 * process not to load the same libraries again.
 *
 * <p>Each process has a mark of its own, with its host, number and time of start, so that processes
 * that start at the same time do not take each other for dead.
 *
 * @param folders that marks may lie in; the first that can be written to gets new ones
 */
record LoadMark(NativesFolders folders) {

    private static final Logger LOG = LoggerFactory.getLogger(LoadMark.class);

    private static final String PREFIX = "loading-";

    /** The folder, the number of the process and the time it started at. */
    private static final int LINES = 3;

    /** On a disk that several computers share, each looks at its own marks. */
    private static final String HOST = host();

    private static final String CRASHED =
            "Java crashed when it last loaded PyTorch's libraries in %s: open Plugins > Diffusion"
                    + " Segmentation > Diffusion Engine to install others or to try them again, or"
                    + " run 'engine --try-again' in a terminal.";

    /**
     * Loads libraries under a mark. It is taken away when they are loaded, when they cannot be, and
     * when Java ends in good order meanwhile.
     *
     * @param folder of the libraries
     * @param loading loads them
     * @throws EngineUnavailableException in one sentence, if they crashed Java the last time
     */
    <T> T guard(Path folder, Supplier<T> loading) {
        if (hasCrashed(folder)) {
            throw new EngineUnavailableException(CRASHED.formatted(folder));
        }
        Optional<Path> mark = set(folder);
        Thread end = new Thread(() -> mark.ifPresent(LoadMark::remove), "end of loading");
        atTheEnd(end);
        try {
            return loading.get();
        } finally {
            end.run();
            noLonger(end);
        }
    }

    /** Whether these libraries crashed Java on this computer. */
    boolean hasCrashed(Path folder) {
        return ofTheDead().values().contains(name(folder));
    }

    /** Whether any libraries crashed Java on this computer. */
    boolean isAny() {
        return !ofTheDead().isEmpty();
    }

    /** Forgets that these libraries crashed Java on this computer, as there are others now. */
    void forget(Path folder) {
        Map<Path, String> dead = ofTheDead();
        dead.values().retainAll(Set.of(name(folder)));
        dead.keySet().forEach(LoadMark::remove);
    }

    /** Forgets all crashes on this computer, so that the same libraries are loaded once more. */
    void tryAgain() {
        ofTheDead().keySet().forEach(LoadMark::remove);
    }

    /** The marks that processes of this computer left behind, and the folders in them. */
    private Map<Path, String> ofTheDead() {
        Map<Path, String> dead = new HashMap<>();
        for (Path root : folders.roots()) {
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (DirectoryStream<Path> marks =
                    Files.newDirectoryStream(root, PREFIX + HOST + "-*")) {
                for (Path mark : marks) {
                    List<String> lines = Files.readAllLines(mark);
                    if (lines.size() == LINES && !isAlive(lines.get(1), lines.get(2))) {
                        dead.put(mark, lines.get(0));
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                // Another process has just taken its mark away, or nothing can be remembered here.
                LOG.debug("A mark in {} cannot be read.", root, e);
            }
        }
        return dead;
    }

    private static boolean isAlive(String pid, String start) {
        return pid.matches("[0-9]{1,18}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(process -> start(process).equals(start))
                        .isPresent();
    }

    /** Where nothing can be written, nothing can be remembered. */
    private Optional<Path> set(Path folder) {
        ProcessHandle process = ProcessHandle.current();
        String content = name(folder) + "\n" + process.pid() + "\n" + start(process) + "\n";
        try {
            Path mark = folders.writable().resolve(PREFIX + HOST + "-" + process.pid());
            AtomicFile.write(mark, content.getBytes(StandardCharsets.UTF_8));
            return Optional.of(mark);
        } catch (IOException e) {
            LOG.debug("No mark can be set for {}.", folder, e);
            return Optional.empty();
        }
    }

    private static String name(Path folder) {
        return folder.toAbsolutePath().normalize().toString();
    }

    private static String start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    /** This computer's name, without asking the network for it. */
    private static String host() {
        Path linux = Path.of("/proc/sys/kernel/hostname");
        String name = System.getenv("COMPUTERNAME");
        try {
            name = Files.isReadable(linux) ? Files.readString(linux) : name;
        } catch (IOException e) {
            LOG.debug("This computer does not tell its name.", e);
        }
        return name == null ? "local" : name.strip().replaceAll("[^A-Za-z0-9]", "_");
    }

    private static void remove(Path mark) {
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: delete it, or PyTorch will not start again.", mark, e);
        }
    }

    private static void atTheEnd(Thread end) {
        try {
            Runtime.getRuntime().addShutdownHook(end);
        } catch (IllegalStateException e) {
            LOG.debug("Java is ending already.", e);
        }
    }

    private static void noLonger(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            LOG.debug("Java is ending, and the hook does no harm.", e);
        }
    }
}
