package sc.fiji.diffseg.engine;

import ai.djl.util.Platform;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import sc.fiji.diffseg.Progress;

/**
 * Installs PyTorch's native libraries into the Fiji that is running or, where that cannot be
 * written to, for the user. Only {@link #install} uses the network, and only where it is told to.
 */
public final class EngineInstaller {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NativesFolders folders;
    private final String version;
    private final String classifier;
    private final Optional<NativesRelease> release;

    /** Installs for this Fiji, computer and user. */
    public EngineInstaller() {
        this(NativesFolders.standard(), DjlLoader.call(Natives::detected));
    }

    private EngineInstaller(NativesFolders folders, Platform platform) {
        this(
                folders,
                // The version of natives on the class path has a date behind it.
                platform.getVersion().replaceFirst("-.*", ""),
                platform.getClassifier(),
                Optional.empty());
    }

    /**
     * Installs elsewhere.
     *
     * @param release for CPUs; empty for that of the version and platform
     */
    EngineInstaller(
            NativesFolders folders,
            String version,
            String classifier,
            Optional<NativesRelease> release) {
        this.folders = folders;
        this.version = version;
        this.classifier = classifier;
        this.release = release.or(() -> NativesRelease.of(version, classifier));
    }

    /**
     * Installs, and remembers what was installed as what is to be used, though libraries in its
     * place may have crashed Java.
     *
     * @param flavor what to install
     * @param source where from; see {@link EngineFlavor}
     * @return what was done, in one sentence
     * @throws IOException in one sentence; what was installed before is as it was
     * @throws java.util.concurrent.CancellationException if the user has cancelled
     */
    public String install(EngineFlavor flavor, String source, Progress progress)
            throws IOException {
        try (NativesRoot root = new NativesRoot(folders.writable())) {
            Path installed =
                    switch (flavor) {
                        case CPU -> cpu().install(root, source, progress);
                        case CUDA -> cuda().find(source);
                        case CUDA_DOWNLOAD -> downloadCuda(root, progress);
                    };
            folders.choose(root.path(), installed);
            new LoadMark(folders).forget(installed);
            progress.report(1, "PyTorch is installed");
            return "PyTorch %s (%s) is installed in %s%s."
                    .formatted(version, Natives.flavor(installed), installed, whenUsed());
        } catch (FileSystemException e) {
            throw new IOException(
                    "PyTorch was not installed, as %s cannot be used (%s): make sure that it may be"
                                    .formatted(e.getFile(), Reason.of(e))
                            + " written to, that the disk is not full and that no Fiji uses it.",
                    e);
        }
    }

    private static String whenUsed() {
        return TorchEngine.isRunning() ? ", and used when Fiji has been restarted" : "";
    }

    private CpuNatives cpu() throws IOException {
        return new CpuNatives(
                release.orElseThrow(
                        () ->
                                new IOException(
                                        "There is no PyTorch %s for this computer (%s): use one of"
                                                        .formatted(version, classifier)
                                                + " Windows or Linux, or a Mac with an Apple"
                                                + " processor.")),
                PATIENCE);
    }

    private CudaNatives cuda() {
        return new CudaNatives(version, classifier);
    }

    private Path downloadCuda(NativesRoot root, Progress progress) throws IOException {
        Path unfinished = root.unfinished();
        try {
            Path target = root.path().resolve(Natives.CUDA).resolve(classifier);
            root.finish(DjlDownload.run(unfinished, cuda(), progress), target);
            return target;
        } finally {
            NativesRoot.discard(unfinished);
        }
    }

    /** Forgets that libraries crashed Java, so that they are loaded once more. */
    public void tryAgain() {
        new LoadMark(folders).tryAgain();
    }

    /** Whether there is a crash to forget. */
    public boolean remembersACrash() {
        return new LoadMark(folders).isAny();
    }

    /** The address that the libraries for CPUs come from, if none is given. */
    public Optional<URI> address() {
        return release.map(jar -> CpuNatives.CENTRAL.resolve(jar.pathInRepository()));
    }

    /** Bytes that are downloaded from there. */
    public long bytes() {
        return release.map(jar -> jar.jar().bytes()).orElse(0L);
    }
}
