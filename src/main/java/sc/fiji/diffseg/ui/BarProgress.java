package sc.fiji.diffseg.ui;

import javax.swing.JProgressBar;
import javax.swing.SwingUtilities;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.TimeLeft;

/** Progress in a bar of a window, with the time left in words. */
final class BarProgress implements Progress {

    private static final int STEPS = 1000;

    private final JProgressBar bar;
    private final TimeLeft timeLeft = new TimeLeft();
    private volatile boolean cancelled;

    /** Empties the bar. */
    BarProgress(JProgressBar bar) {
        this.bar = bar;
        bar.setMaximum(STEPS);
        bar.setValue(0);
        bar.setStringPainted(true);
        bar.setString("");
    }

    @Override
    public void report(double fraction, String what) {
        timeLeft.observe(fraction);
        String left = timeLeft.text();
        SwingUtilities.invokeLater(
                () -> {
                    bar.setValue((int) (STEPS * fraction));
                    bar.setString(left.isEmpty() ? what : what + ", " + left);
                });
    }

    /** Asks the job to stop at its next step. */
    void cancel() {
        cancelled = true;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
