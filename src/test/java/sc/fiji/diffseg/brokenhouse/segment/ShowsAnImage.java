package sc.fiji.diffseg.brokenhouse.segment;

import ij.ImagePlus;

/** Needs a screen. */
public class ShowsAnImage {
    void show(ImagePlus image) {
        image.show();
    }
}
