package sc.fiji.diffseg.ui;

import java.awt.Color;
import java.awt.Font;
import java.awt.GridLayout;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JPanel;

/** What a training does one after another, ticked off as it is done. */
final class ChecklistPanel extends JPanel {

    private static final long serialVersionUID = 1L;
    private static final Color DONE = new Color(0x2B8A3E);
    private static final Color PENDING = new Color(0x909090);

    ChecklistPanel() {
        super(new GridLayout(0, 1, 0, 6));
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(4, 4, 10, 4));
    }

    void show(List<Checklist.Item> items) {
        while (getComponentCount() < items.size()) {
            add(new JLabel());
        }
        for (int i = 0; i < items.size(); i++) {
            show((JLabel) getComponent(i), items.get(i));
        }
        revalidate();
    }

    private static void show(JLabel label, Checklist.Item item) {
        String sign =
                switch (item.mark()) {
                    case DONE -> "✓";
                    case RUNNING -> "▶";
                    case PENDING -> "○";
                };
        boolean running = item.mark() == Checklist.Mark.RUNNING;
        String detail = item.detail().isEmpty() ? "" : ": " + item.detail();
        label.setText(sign + "  " + item.name() + detail);
        label.setFont(label.getFont().deriveFont(running ? Font.BOLD : Font.PLAIN, 13f));
        label.setForeground(
                switch (item.mark()) {
                    case DONE -> DONE;
                    case RUNNING -> Color.BLACK;
                    case PENDING -> PENDING;
                });
    }
}
