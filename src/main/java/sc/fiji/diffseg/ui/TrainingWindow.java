package sc.fiji.diffseg.ui;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.lang.reflect.InvocationTargetException;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.Timer;
import javax.swing.WindowConstants;
import javax.swing.border.Border;
import org.jfree.chart.ChartPanel;
import sc.fiji.diffseg.report.TrainingChart;

/** The window of a training: checklist, facts, curves, previews, time left and buttons. */
final class TrainingWindow implements AutoCloseable {

    private static final int REFRESH_MILLIS = 200;
    private static final int BAR_STEPS = 1000;
    private static final Dimension CHART = new Dimension(480, 480);
    private static final Dimension SIDE = new Dimension(300, 480);

    private final TrainingState state;
    private final JFrame frame;
    private final ChecklistPanel checklist = new ChecklistPanel();
    private final JTextArea facts = new JTextArea();
    private final TrainingChart chart = new TrainingChart();
    private final PreviewPanel previews = new PreviewPanel();
    private final JProgressBar bar = new JProgressBar(0, BAR_STEPS);
    private final JLabel status = new JLabel(" ");
    private final TrainingButtons buttons;
    private long shown = -1;
    private final Timer timer = new Timer(REFRESH_MILLIS, e -> refresh());

    private TrainingWindow(TrainingState state, String title) {
        this.state = state;
        frame = new JFrame(title);
        buttons = new TrainingButtons(state, this::askAndClose);
        frame.setContentPane(content());
        frame.getRootPane().setDefaultButton(buttons.first());
        frame.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
        frame.addWindowListener(
                new WindowAdapter() {
                    @Override
                    public void windowClosing(WindowEvent e) {
                        askAndClose();
                    }
                });
        frame.pack();
        frame.setMinimumSize(new Dimension(900, 480));
        frame.setLocationRelativeTo(null);
        refresh();
        timer.start();
    }

    /** Opens a window, from any thread. */
    static TrainingWindow open(TrainingState state, String title) {
        TrainingWindow[] window = new TrainingWindow[1];
        onEventThread(
                () -> {
                    window[0] = new TrainingWindow(state, title);
                    window[0].frame.setVisible(true);
                });
        return window[0];
    }

    private JPanel content() {
        facts.setEditable(false);
        facts.setLineWrap(true);
        facts.setWrapStyleWord(true);
        facts.setOpaque(false);
        facts.setFont(status.getFont());
        JScrollPane scroll = new JScrollPane(facts);
        scroll.setBorder(titled("What was found"));
        scroll.setOpaque(false);
        scroll.getViewport().setOpaque(false);

        JPanel side = new JPanel(new BorderLayout());
        side.setOpaque(false);
        side.setPreferredSize(SIDE);
        side.add(checklist, BorderLayout.NORTH);
        side.add(scroll, BorderLayout.CENTER);

        ChartPanel curves = new ChartPanel(chart.chart());
        curves.setPreferredSize(CHART);
        curves.setMouseWheelEnabled(true);
        curves.setMaximumDrawWidth(Integer.MAX_VALUE);
        curves.setMaximumDrawHeight(Integer.MAX_VALUE);
        curves.setMinimumDrawWidth(0);
        curves.setMinimumDrawHeight(0);

        JPanel bottom = new JPanel(new BorderLayout(12, 6));
        bottom.setOpaque(false);
        bottom.add(bar, BorderLayout.NORTH);
        bottom.add(status, BorderLayout.CENTER);
        bottom.add(buttons, BorderLayout.EAST);

        JPanel pane = new JPanel(new BorderLayout(10, 10));
        pane.setBackground(Color.WHITE);
        pane.setBorder(BorderFactory.createEmptyBorder(12, 12, 12, 12));
        pane.add(side, BorderLayout.WEST);
        pane.add(framed(curves, "Curves"), BorderLayout.CENTER);
        pane.add(framed(previews, "Validation images"), BorderLayout.EAST);
        pane.add(bottom, BorderLayout.SOUTH);
        return pane;
    }

    private static JComponent framed(JComponent inside, String title) {
        JPanel panel = new JPanel(new BorderLayout());
        panel.setOpaque(false);
        panel.setBorder(titled(title));
        panel.add(inside);
        return panel;
    }

    private static Border titled(String title) {
        return BorderFactory.createTitledBorder(
                BorderFactory.createLineBorder(new Color(0xDDDDDD)), title);
    }

    private void refresh() {
        status.setText(state.status().isEmpty() ? " " : state.status());
        if (state.version() == shown) {
            return;
        }
        shown = state.version();
        checklist.show(state.checklist());
        String text = String.join("\n\n", state.facts());
        if (!text.equals(facts.getText())) {
            facts.setText(text);
            facts.setCaretPosition(0);
        }
        chart.update(state.curves());
        previews.show(state.shown());
        bar.setValue((int) (BAR_STEPS * state.fraction()));
        buttons.show(state.actions());
    }

    private void askAndClose() {
        if (state.isDone() || !frame.isVisible()) {
            dispose();
            return;
        }
        if (!state.hasBegun()) {
            // Nothing is lost that would be worth a question.
            state.cancel();
            return;
        }
        String back = state.isPaused() ? "Stay paused" : "Go on training";
        boolean canFinish = state.actions().get(TrainingState.Action.FINISH);
        Object[] answers =
                canFinish
                        ? new Object[] {back, "Finish, keep the best", "Cancel training"}
                        : new Object[] {back, "Cancel training"};
        int answer =
                JOptionPane.showOptionDialog(
                        frame,
                        "The training is not done. A cancelled training can be gone on with later,\n"
                                + "by the same command with the same settings.",
                        frame.getTitle(),
                        JOptionPane.DEFAULT_OPTION,
                        JOptionPane.QUESTION_MESSAGE,
                        null,
                        answers,
                        answers[0]);
        if (answer == answers.length - 1) {
            state.cancel();
        } else if (answer == 1) {
            state.finish();
        }
    }

    private void dispose() {
        timer.stop();
        frame.dispose();
    }

    /** Leaves the window to the user, who closes it. */
    void leaveOpen() {
        SwingUtilities.invokeLater(
                () -> {
                    refresh();
                    timer.stop();
                });
    }

    /** Closes the window, whatever it shows. */
    @Override
    public void close() {
        onEventThread(this::dispose);
    }

    private static void onEventThread(Runnable task) {
        if (SwingUtilities.isEventDispatchThread()) {
            task.run();
            return;
        }
        try {
            SwingUtilities.invokeAndWait(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
