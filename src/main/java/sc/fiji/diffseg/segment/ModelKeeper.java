package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;

/**
 * Keeps the model of the last job loaded, so that a macro that loops over images reads and verifies
 * it once. A model is lent to one job at a time and never closed while it is lent; one that nobody
 * uses is closed after some minutes, when the machine's memory runs short, when another model is
 * wanted, and by {@link #release}.
 */
public final class ModelKeeper {

    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int SECONDS_BETWEEN_LOOKS = 10;

    /** With less than this left, the machine would begin to swap. */
    private static final long SHORT_OF_MEMORY = 1L << 30;

    private static final ModelKeeper SHARED =
            new ModelKeeper(FreeMemory.SYSTEM, System::nanoTime, true);

    private final FreeMemory memory;
    private final LongSupplier nanoseconds;
    private final boolean looksAfterItself;
    private LoadedModel idle;
    private long idleSince;
    private int releases;
    private boolean watched;

    /**
     * A keeper of its own, which closes what it keeps only when {@link #look} is called.
     *
     * @param nanoseconds a clock
     */
    ModelKeeper(FreeMemory memory, LongSupplier nanoseconds) {
        this(memory, nanoseconds, false);
    }

    private ModelKeeper(FreeMemory memory, LongSupplier nanoseconds, boolean looksAfterItself) {
        this.memory = memory;
        this.nanoseconds = nanoseconds;
        this.looksAfterItself = looksAfterItself;
    }

    /** The keeper of all commands of this process. */
    public static ModelKeeper shared() {
        return SHARED;
    }

    /** A model on loan. */
    public final class Lease implements AutoCloseable {

        private final LoadedModel model;
        private final int releasesBefore;
        private boolean returned;

        private Lease(LoadedModel model, int releasesBefore) {
            this.model = model;
            this.releasesBefore = releasesBefore;
        }

        /** The model, to be used until this is closed. */
        public LoadedModel model() {
            return model;
        }

        /** Gives the model back. */
        @Override
        public void close() {
            if (!returned) {
                returned = true;
                takeBack(this);
            }
        }
    }

    /**
     * Lends a model: the one that is kept, if it is this one, or else it is loaded.
     *
     * @throws NotEnoughMemoryException if its weights do not fit into memory
     * @throws IOException in one sentence, if a file is missing or damaged or does not fit
     * @throws IllegalArgumentException in one sentence, if no installed method reads the model
     */
    public Lease lend(ModelFolder folder, TorchEngine engine, Progress progress)
            throws IOException {
        LoadedModel kept;
        int before;
        synchronized (this) {
            kept = idle;
            idle = null;
            before = releases;
        }
        if (kept != null && isSame(kept, folder, engine)) {
            return new Lease(kept, before);
        }
        if (kept != null) {
            kept.close();
        }
        return new Lease(LoadedModel.open(folder, engine, memory, progress), before);
    }

    private static boolean isSame(LoadedModel kept, ModelFolder folder, TorchEngine engine) {
        return kept.model().engine() == engine
                && kept.folder().folder().equals(folder.folder())
                && kept.description().name().equals(folder.description().name())
                && kept.description().sha256().equals(folder.description().sha256());
    }

    private void takeBack(Lease lease) {
        LoadedModel tooMany;
        synchronized (this) {
            boolean kept = lease.releasesBefore == releases;
            tooMany = kept ? idle : lease.model;
            if (kept) {
                idle = lease.model;
                idleSince = nanoseconds.getAsLong();
                if (looksAfterItself && !watched) {
                    watched = true;
                    lookLater();
                }
            }
        }
        if (tooMany != null) {
            tooMany.close();
        }
    }

    private void lookLater() {
        CompletableFuture.delayedExecutor(SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS)
                .execute(
                        () -> {
                            if (look()) {
                                lookLater();
                            }
                        });
    }

    /**
     * Closes the model that is kept if nobody has used it for long or memory is short.
     *
     * @return whether a model is still kept
     */
    boolean look() {
        LoadedModel kept;
        synchronized (this) {
            boolean isUnused = nanoseconds.getAsLong() - idleSince >= IDLE.toNanos();
            if (idle != null && !isUnused && memory.machine() >= SHORT_OF_MEMORY) {
                return true;
            }
            kept = idle;
            idle = null;
            watched = false;
        }
        if (kept != null) {
            kept.close();
        }
        return false;
    }

    /**
     * Closes the model that is kept, and those on loan as soon as they are given back.
     *
     * @return whether one was closed now
     */
    public boolean release() {
        LoadedModel kept;
        synchronized (this) {
            releases++;
            kept = idle;
            idle = null;
        }
        if (kept != null) {
            kept.close();
        }
        return kept != null;
    }
}
