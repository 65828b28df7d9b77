package sc.fiji.diffseg.training;

import java.util.concurrent.CancellationException;
import sc.fiji.diffseg.Progress;

/**
 * What the user wants of a training that is running: to pause, to finish early and keep the best
 * model, or to cancel. Safe to use from any thread.
 */
public final class TrainingControl {

    /** How often a paused training looks whether it has been cancelled by other means. */
    private static final long LOOK_MILLIS = 250;

    private boolean paused;
    private boolean waiting;
    private boolean finishing;
    private volatile boolean cancelled;

    /** Lets the training wait before its next step. */
    public synchronized void pause() {
        paused = true;
    }

    /** Lets the training go on. */
    public synchronized void resume() {
        paused = false;
        notifyAll();
    }

    /**
     * Lets the training end at its next step as if it were the last; what has been paused goes on.
     * While a stage runs that only prepares the next, nothing happens before the next has begun.
     */
    public synchronized void finish() {
        finishing = true;
        resume();
    }

    /** Lets the training stop at its next step, without a result. */
    public synchronized void cancel() {
        cancelled = true;
        resume();
    }

    /** Whether the training is to wait. */
    public synchronized boolean isPaused() {
        return paused;
    }

    /** Whether the training waits, the step that ran when it was paused being done. */
    public synchronized boolean isWaiting() {
        return waiting;
    }

    /** Whether the training is to end with the model that it has. */
    public synchronized boolean isFinishing() {
        return finishing;
    }

    /** Whether the training is to stop without a result. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** A progress that is also cancelled by {@link #cancel}. */
    public Progress over(Progress progress) {
        return new Progress() {
            @Override
            public void report(double fraction, String what) {
                progress.report(fraction, what);
            }

            @Override
            public boolean isCancelled() {
                return cancelled || progress.isCancelled();
            }
        };
    }

    /** Waits while the training is paused and not cancelled. */
    synchronized void await(Progress progress) {
        try {
            while (paused && !cancelled && !progress.isCancelled()) {
                waiting = true;
                wait(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Cancelled.");
        } finally {
            waiting = false;
        }
    }
}
