package sc.fiji.diffseg.brokenhouse.segment;

import ai.djl.ndarray.NDManager;
import ij.ImagePlus;
import sc.fiji.diffseg.brokenhouse.leaf.KnowsImages;

/** Keeps every rule. */
public class May {
    NDManager manager;
    KnowsImages method;

    String describe(ImagePlus image) {
        return image.getTitle() + System.getProperty("java.io.tmpdir");
    }
}
