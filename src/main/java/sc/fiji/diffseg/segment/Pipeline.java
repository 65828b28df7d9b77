package sc.fiji.diffseg.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Reads, computes and writes one item after the other, so that one is read and one is written while
 * another is computed. There are never more than these three in memory.
 *
 * @param read done in a thread of its own, for one item more than is needed
 * @param compute done in the thread that calls {@link #run}
 * @param write done in a thread of its own; {@link #run} does not return before its end
 * @param <I> an item
 * @param <R> an item that was read
 * @param <C> an item that was computed
 * @param <O> what became of it
 */
record Pipeline<I, R, C, O>(Function<I, R> read, Function<R, C> compute, Function<C, O> write) {

    /**
     * Lets all items through, in order. What a step throws ends the run, with what is already
     * computed being written to its end.
     */
    List<O> run(List<I> items) {
        ExecutorService reader = thread("reading images");
        ExecutorService writer = thread("writing results");
        try {
            return run(items, reader, writer);
        } finally {
            reader.shutdownNow();
            writer.shutdown();
            await(reader);
            await(writer);
        }
    }

    private List<O> run(List<I> items, ExecutorService reader, ExecutorService writer) {
        List<O> outcomes = new ArrayList<>();
        Future<R> next = null;
        Future<O> last = null;
        for (int i = 0; i < items.size(); i++) {
            R read = i == 0 ? this.read.apply(items.get(0)) : result(next);
            if (i + 1 < items.size()) {
                I following = items.get(i + 1);
                next = reader.submit(() -> this.read.apply(following));
            }
            C computed = compute.apply(read);
            if (last != null) {
                outcomes.add(result(last));
            }
            last = writer.submit(() -> write.apply(computed));
        }
        if (last != null) {
            outcomes.add(result(last));
        }
        return outcomes;
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Cancelled.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    /** Uninterruptedly: files must be whole when the run ends. */
    private static void await(ExecutorService thread) {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
