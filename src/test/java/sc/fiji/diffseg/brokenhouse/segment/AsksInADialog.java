package sc.fiji.diffseg.brokenhouse.segment;

import ij.gui.GenericDialog;

/** Needs a screen. */
public class AsksInADialog {
    void ask(GenericDialog dialog) {
        dialog.getNextNumber();
    }
}
