package sc.fiji.diffseg.ui;

import java.awt.CardLayout;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import javax.swing.Box;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JTextArea;
import javax.swing.SwingWorker;
import sc.fiji.diffseg.FileTrouble;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.ProcessEnd;

/**
 * Where a window runs its jobs, one at a time and beside itself: a progress bar with a button to
 * cancel, and afterwards the sentence that the job ended with.
 */
final class JobPanel extends JPanel {

    private static final long serialVersionUID = 1L;

    private static final String RUNNING = "running";
    private static final String SAID = "said";
    private static final int LINES = 2;
    private static final int COLUMNS = 60;

    private final CardLayout cards = new CardLayout();
    private final JProgressBar bar = new JProgressBar();
    private final JTextArea said = new JTextArea(LINES, COLUMNS);
    private final JButton cancel = new JButton("Cancel");
    private final String cancelled;
    private final transient Consumer<Boolean> busy;
    private transient BarProgress progress;
    private boolean running;

    /** A job that ends with one sentence. */
    interface Job {
        String run(Progress progress) throws IOException;
    }

    /**
     * Runs nothing yet.
     *
     * @param cancelled what to say after a job that was cancelled
     * @param busy told on the event thread whether a job runs, when it begins and when it has ended
     */
    JobPanel(String cancelled, Consumer<Boolean> busy) {
        this.cancelled = cancelled;
        this.busy = busy;
        setLayout(cards);
        said.setEditable(false);
        said.setLineWrap(true);
        said.setWrapStyleWord(true);
        said.setOpaque(false);
        cancel.addActionListener(event -> progress.cancel());
        Box row = Box.createHorizontalBox();
        row.add(bar);
        row.add(Box.createHorizontalStrut(6));
        row.add(cancel);
        add(said, SAID);
        add(atTheTop(row), RUNNING);
    }

    private static JComponent atTheTop(JComponent row) {
        Box column = Box.createVerticalBox();
        column.add(row);
        column.add(Box.createVerticalGlue());
        return column;
    }

    /** Shows a sentence. */
    void say(String sentence) {
        said.setText(sentence);
    }

    /** Whether a job runs; to be asked on the event thread. */
    boolean isRunning() {
        return running;
    }

    /** Begins a job; to be called on the event thread, while none runs. */
    void run(Job job) {
        running = true;
        progress = new BarProgress(bar);
        said.setText("");
        cards.show(this, RUNNING);
        busy.accept(true);
        new SwingWorker<String, Void>() {
            @Override
            protected String doInBackground() throws IOException {
                try (ProcessEnd.Job running = ProcessEnd.job(progress::cancel)) {
                    return job.run(progress);
                }
            }

            @Override
            protected void done() {
                running = false;
                cards.show(JobPanel.this, SAID);
                busy.accept(false);
                said.setText(outcome(this, cancelled));
            }
        }.execute();
    }

    /**
     * What a worker that has ended says, or why it could not.
     *
     * @param cancelled what to say if it was cancelled
     */
    static String outcome(SwingWorker<String, ?> ended, String cancelled) {
        try {
            return ended.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CancellationException) {
                return cancelled;
            }
            return e.getCause() instanceof IOException failure
                    ? FileTrouble.sentence(failure)
                    : e.getCause().getMessage();
        }
    }
}
