package sc.fiji.diffseg.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.Hashes;

/**
 * Installs PyTorch for CPUs. Wherever it comes from, it is the one release that is pinned, byte for
 * byte, or nothing is installed.
 *
 * @param release what is installed
 * @param patience how long a server may send nothing
 */
record CpuNatives(NativesRelease release, Duration patience) {

    /** Where Maven Central is. */
    static final URI CENTRAL = URI.create("https://repo1.maven.org/maven2/");

    private static final double FETCHED = 0.8;
    private static final double CHECKED = 0.85;
    private static final int PIECE = 1 << 20;

    /**
     * Installs from an address, a file or a folder.
     *
     * @param source empty for Maven Central; an address of http or https, of the jar or of another
     *     Maven repository; the path of the jar; or the path of a folder that holds the jar or its
     *     libraries
     * @return the folder of the libraries
     * @throws IOException in one sentence, if this is not the release or cannot be had
     */
    Path install(NativesRoot root, String source, Progress progress) throws IOException {
        Path unfinished = root.unfinished();
        try {
            if (source.isBlank() || source.matches("(?i)https?://.*")) {
                URI from = address(source.strip());
                Path jar = root.path().resolve(release.jar().name() + ".part");
                Download download = new Download(from, jar, release.jar().bytes(), patience);
                root.requireSpace(download.missing() + release.unpackedBytes());
                download.run(progress.part(0, FETCHED));
                check(jar, from, progress.part(FETCHED, CHECKED));
                unpack(jar, unfinished, progress.part(CHECKED, 1));
                Files.delete(jar);
            } else {
                root.requireSpace(release.unpackedBytes());
                copy(path(source), unfinished, progress);
            }
            Path target = root.path().resolve(release.place());
            root.finish(unfinished, target);
            return target;
        } finally {
            NativesRoot.discard(unfinished);
        }
    }

    private URI address(String source) throws IOException {
        try {
            URI given = source.isEmpty() ? CENTRAL : new URI(source);
            if (given.getPath().endsWith(".jar")) {
                return given;
            }
            String repository = given.toString().replaceFirst("/*$", "/");
            return URI.create(repository + release.pathInRepository());
        } catch (URISyntaxException e) {
            throw new IOException("'" + source + "' is no address of the web: correct it.", e);
        }
    }

    private static Path path(String source) throws IOException {
        try {
            return Path.of(source.strip());
        } catch (InvalidPathException e) {
            throw new IOException("'" + source + "' is no path of a file: correct it.", e);
        }
    }

    private void check(Path jar, URI from, Progress progress) throws IOException {
        try {
            require(release.jar(), jar, from.toString(), progress);
        } catch (NotTheRelease e) {
            Files.delete(jar);
            throw e;
        }
    }

    private void copy(Path given, Path to, Progress progress) throws IOException {
        Path jar = Files.isDirectory(given) ? given.resolve(release.jar().name()) : given;
        if (Files.isRegularFile(jar)) {
            require(release.jar(), jar, jar.toString(), progress.part(0, FETCHED / 2));
            unpack(jar, to, progress.part(FETCHED / 2, 1));
            return;
        }
        if (!NativesFolders.holdsPyTorch(given)) {
            throw new IOException(
                    "%s is neither %s nor a folder that holds it or its libraries: choose another."
                            .formatted(given, release.jar().name()));
        }
        double before = 0;
        for (PinnedFile library : release.libraries()) {
            Path from = given.resolve(library.name());
            if (!Files.isRegularFile(from)) {
                throw new NotTheRelease(from + " is missing: choose the folder it lies in.");
            }
            try (InputStream in = Files.newInputStream(from)) {
                write(in, library, to, part(progress, before, library));
            }
            before += library.bytes();
        }
    }

    private void unpack(Path jar, Path to, Progress progress) throws IOException {
        double before = 0;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (PinnedFile library : release.libraries()) {
                ZipEntry entry = zip.getEntry(release.folder() + "/" + library.name());
                try (InputStream in = zip.getInputStream(entry)) {
                    write(in, library, to, part(progress, before, library));
                }
                before += library.bytes();
            }
        }
    }

    private Progress part(Progress progress, double before, PinnedFile library) {
        double all = release.unpackedBytes();
        return progress.part(before / all, (before + library.bytes()) / all);
    }

    /** Writes a library and reads it again, as disks fail too. */
    private static void write(InputStream in, PinnedFile library, Path to, Progress progress)
            throws IOException {
        Path file = to.resolve(library.name());
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = new byte[PIECE];
            double done = 0;
            // Unpacked bytes come in crumbs, and to tell a window of each takes longer than they
            // do.
            for (int read = fill(in, piece); read > 0; read = fill(in, piece)) {
                progress.checkCancelled();
                out.write(piece, 0, read);
                done += read;
                progress.report(done / library.bytes() / 2, "Unpacking " + library.name());
            }
        }
        require(library, file, library.name(), progress.part(0.5, 1));
    }

    private static int fill(InputStream in, byte[] piece) throws IOException {
        return in.readNBytes(piece, 0, piece.length);
    }

    private static void require(PinnedFile pinned, Path file, String name, Progress progress)
            throws IOException {
        if (Files.size(file) != pinned.bytes()
                || !Hashes.sha256(file, progress).equals(pinned.sha256())) {
            throw new NotTheRelease(
                    "%s is not %s of PyTorch's release, as its length or SHA-256 differs: nothing was"
                                    .formatted(name, pinned.name())
                            + " installed, so get the file anew or from elsewhere.");
        }
    }

    private static final class NotTheRelease extends IOException {

        private static final long serialVersionUID = 1L;

        NotTheRelease(String sentence) {
            super(sentence);
        }
    }
}
