package sc.fiji.diffseg.ui;

import java.awt.BorderLayout;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import javax.swing.Box;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/** A text to be read and copied. */
public final class CopyWindow {

    private CopyWindow() {}

    /** Opens a window. */
    public static void open(String title, String text) {
        SwingUtilities.invokeLater(() -> frame(title, text).setVisible(true));
    }

    private static JFrame frame(String title, String text) {
        JTextArea area = new JTextArea(text, 24, 90);
        area.setEditable(false);
        area.setLineWrap(true);
        area.setWrapStyleWord(true);
        area.setCaretPosition(0);
        JButton copy = new JButton("Copy");
        copy.setToolTipText("Copies the selected text, or all if none is selected");
        copy.addActionListener(
                event -> {
                    String selected = area.getSelectedText();
                    copy(selected == null ? text : selected);
                });
        Box buttons = Box.createHorizontalBox();
        buttons.add(copy);
        JFrame frame = new JFrame(title);
        frame.add(new JScrollPane(area), BorderLayout.CENTER);
        frame.add(buttons, BorderLayout.PAGE_END);
        frame.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        frame.pack();
        frame.setLocationByPlatform(true);
        return frame;
    }

    private static void copy(String text) {
        StringSelection selection = new StringSelection(text);
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(selection, selection);
    }
}
