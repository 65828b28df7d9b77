package sc.fiji.diffseg.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets the process end in good order while PyTorch computes.
 *
 * <p>Whoever quits Fiji, presses Ctrl-C or ends the process makes the C library take PyTorch apart
 * under whatever it computes at that moment, and the process would crash instead of ending. So a
 * shutdown hook first asks all {@linkplain #job jobs} to stop and waits until they have taken their
 * unfinished files away, and then waits for the operations that still run, and lets no other begin.
 */
public final class ProcessEnd {

    /** A step of the largest model takes a few seconds on a slow machine, a checkpoint more. */
    private static final long PATIENCE_SECONDS = 30;

    private static final ProcessEnd CURRENT = new ProcessEnd(PATIENCE_SECONDS);

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(CURRENT::end, "end of computations"));
        } catch (IllegalStateException e) {
            // The process is already ending.
            CURRENT.ending = true;
            CURRENT.closed = true;
        }
    }

    private final long patience;
    private final Set<Job> jobs = new LinkedHashSet<>();
    private int running;
    private boolean ending;
    private boolean closed;

    /**
     * Another one than this process's.
     *
     * @param seconds most that is waited for jobs, and then for operations
     */
    ProcessEnd(long seconds) {
        patience = TimeUnit.SECONDS.toNanos(seconds);
    }

    /** This process's end. */
    static ProcessEnd current() {
        return CURRENT;
    }

    /** What wants to end by itself before the process does. */
    public final class Job implements AutoCloseable {

        private final Runnable cancel;

        private Job(Runnable cancel) {
            this.cancel = cancel;
        }

        /** The job has ended. */
        @Override
        public void close() {
            synchronized (ProcessEnd.this) {
                jobs.remove(this);
                ProcessEnd.this.notifyAll();
            }
        }
    }

    /**
     * Begins a job that the process waits for, for half a minute at most.
     *
     * @param cancel asks the job to stop; called from another thread when the process is to end
     * @return to be closed when the job has ended
     */
    public static Job job(Runnable cancel) {
        return CURRENT.begin(cancel);
    }

    /** Begins a job. */
    Job begin(Runnable cancel) {
        Job job = new Job(cancel);
        boolean late;
        synchronized (this) {
            late = ending;
            jobs.add(job);
        }
        if (late) {
            cancel.run();
        }
        return job;
    }

    /**
     * Runs an operation of PyTorch that may take a while.
     *
     * @throws CancellationException if the process is ending
     */
    <T> T compute(Supplier<T> operation) {
        synchronized (this) {
            if (closed) {
                throw new CancellationException("Cancelled, as Java is ending.");
            }
            running++;
        }
        try {
            return operation.get();
        } finally {
            synchronized (this) {
                running--;
                notifyAll();
            }
        }
    }

    /** Ends jobs, and then operations, as far as they end in time. */
    void end() {
        List<Job> toCancel;
        synchronized (this) {
            ending = true;
            toCancel = List.copyOf(jobs);
        }
        toCancel.forEach(job -> job.cancel.run());
        try {
            await(jobs::isEmpty);
            synchronized (this) {
                closed = true;
            }
            await(() -> running == 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void await(Supplier<Boolean> condition) throws InterruptedException {
        long end = System.nanoTime() + patience;
        long left = patience;
        while (!condition.get() && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
    }
}
