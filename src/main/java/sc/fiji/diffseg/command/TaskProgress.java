package sc.fiji.diffseg.command;

import java.util.function.BooleanSupplier;
import org.scijava.app.StatusService;
import org.scijava.task.Task;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.TimeLeft;

/**
 * Progress in Fiji: a task, which shows a bar with a button to cancel it, and the status bar with
 * the time left. Close it to end the task.
 */
final class TaskProgress implements Progress, AutoCloseable {

    private static final int STEPS = 1000;

    private final Task task;
    private final StatusService status;
    private final BooleanSupplier alsoCancelled;
    private final TimeLeft timeLeft = new TimeLeft();
    private volatile boolean cancelled;

    /**
     * Starts a task.
     *
     * @param task new; this sets what cancelling it does
     * @param alsoCancelled asked as well: whether the user stopped the job by other means
     */
    TaskProgress(Task task, StatusService status, BooleanSupplier alsoCancelled) {
        this.task = task;
        this.status = status;
        this.alsoCancelled = alsoCancelled;
        task.setCancelCallBack(this::cancel);
        task.setProgressMaximum(STEPS);
        task.start();
    }

    @Override
    public void report(double fraction, String what) {
        timeLeft.observe(fraction);
        int step = (int) (STEPS * Math.min(1, Math.max(0, fraction)));
        String left = timeLeft.text();
        String message = left.isEmpty() ? what : what + ", " + left;
        task.setStatusMessage(message);
        task.setProgressValue(step);
        status.showStatus(step, STEPS, message);
    }

    /** Asks the job to stop at its next step. */
    void cancel() {
        cancelled = true;
    }

    @Override
    public boolean isCancelled() {
        return cancelled || task.isCanceled() || alsoCancelled.getAsBoolean();
    }

    @Override
    public void close() {
        task.finish();
        status.showStatus(STEPS, STEPS, "");
    }
}
