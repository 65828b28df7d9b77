package sc.fiji.diffseg.ui;

import java.awt.FlowLayout;
import java.util.Map;
import javax.swing.JButton;
import javax.swing.JPanel;
import sc.fiji.diffseg.ui.TrainingState.Action;

/** What the user can do with a training. */
final class TrainingButtons extends JPanel {

    private static final long serialVersionUID = 1L;

    private final JButton start = new JButton("Start");
    private final JButton pause = new JButton("Pause");
    private final JButton finish = new JButton("Finish now and keep the best");
    private final JButton cancel = new JButton("Cancel");

    /**
     * Makes the buttons.
     *
     * @param close closes the window
     */
    TrainingButtons(TrainingState state, Runnable close) {
        super(new FlowLayout(FlowLayout.RIGHT, 8, 0));
        setOpaque(false);
        start.addActionListener(e -> state.start());
        pause.addActionListener(e -> state.pauseOrResume());
        finish.addActionListener(e -> state.finish());
        cancel.addActionListener(e -> close.run());
        finish.setToolTipText(
                "Ends the training as if its steps were done; possible after the first validation");
        add(start);
        add(pause);
        add(finish);
        add(cancel);
    }

    void show(Map<Action, Boolean> actions) {
        boolean waiting = actions.get(Action.START);
        start.setVisible(waiting);
        pause.setVisible(!waiting);
        pause.setText(actions.get(Action.RESUME) ? "Go on" : "Pause");
        pause.setEnabled(actions.get(Action.PAUSE) || actions.get(Action.RESUME));
        finish.setEnabled(actions.get(Action.FINISH));
        boolean done = actions.get(Action.CLOSE);
        cancel.setText(done ? "Close" : "Cancel");
        cancel.setEnabled(done || actions.get(Action.CANCEL));
    }

    /** The button that Enter presses. */
    JButton first() {
        return start;
    }
}
