package sc.fiji.diffseg.training;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import sc.fiji.diffseg.network.TrainingBatch;

/**
 * Makes the next batches on a background thread, so that reading and augmenting overlap with the
 * training step. Batches come in order, exactly those of the {@link BatchSource}.
 */
public final class Prefetcher implements AutoCloseable {

    private final BatchSource source;
    private final BlockingQueue<Outcome> queue;
    private final Thread thread;
    private volatile boolean closed;
    private Throwable failure;

    /** A batch, or why there is none. */
    private record Outcome(TrainingBatch batch, Throwable failure) {}

    /**
     * Starts making batches.
     *
     * @param firstStep step of the first batch
     * @param ahead how many batches may wait, at least 1
     */
    public Prefetcher(BatchSource source, long firstStep, int ahead) {
        this.source = source;
        this.queue = new ArrayBlockingQueue<>(ahead);
        this.thread = new Thread(() -> work(firstStep), "training batches");
        thread.setDaemon(true);
        thread.start();
    }

    private void work(long firstStep) {
        try {
            for (long step = firstStep; !closed; step++) {
                Outcome outcome = make(step);
                queue.put(outcome);
                if (outcome.failure() != null) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Only close() interrupts this thread: nobody waits for a batch any more.
            Thread.currentThread().interrupt();
        }
    }

    private Outcome make(long step) {
        try {
            return new Outcome(source.batch(step), null);
        } catch (IOException | RuntimeException | Error e) {
            return new Outcome(null, e);
        }
    }

    /**
     * The next batch, waiting for it if need be.
     *
     * @throws IOException if a file could not be read; the same again at every later call
     * @throws CancellationException if the calling thread is interrupted
     * @throws IllegalStateException if this is closed
     */
    public synchronized TrainingBatch next() throws IOException {
        if (closed) {
            throw new IllegalStateException("The training batches are closed.");
        }
        if (failure == null) {
            Outcome outcome = take();
            if (outcome.failure() == null) {
                return outcome.batch();
            }
            failure = outcome.failure();
        }
        if (failure instanceof IOException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (failure instanceof Error e) {
            throw e;
        }
        throw (RuntimeException) failure;
    }

    private Outcome take() {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Cancelled while waiting for a training batch.");
        }
    }

    /** Stops the background thread and waits for its end. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        queue.clear();
        // Whoever still waits in next() must wake up.
        queue.add(new Outcome(null, new IllegalStateException("The training batches are closed.")));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
