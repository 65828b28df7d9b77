package sc.fiji.diffseg.brokenhouse.segment;

import javax.swing.JOptionPane;

/** Needs a screen. */
public class AsksWithSwing {
    String ask() {
        return JOptionPane.showInputDialog("?");
    }
}
