package sc.fiji.diffseg.brokenhouse.command;

import ij.ImagePlus;
import javax.swing.JFrame;
import org.scijava.command.Command;
import sc.fiji.diffseg.brokenhouse.segment.WritesProperty;

/** Keeps every rule. */
public class May {
    JFrame window;
    Command command;
    WritesProperty job;

    void show(ImagePlus image) {
        image.show();
    }
}
