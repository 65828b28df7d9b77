package sc.fiji.diffseg.brokenhouse.leaf;

import ij.ImagePlus;

/** A method sees tensors, not images. */
public class KnowsImages {
    ImagePlus image;
}
