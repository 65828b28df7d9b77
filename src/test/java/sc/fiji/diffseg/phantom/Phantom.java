package sc.fiji.diffseg.phantom;

import ij.ImagePlus;

/**
 * An image drawn by the project and what there is to find in it.
 *
 * @param image named as its file, with extension
 * @param truth labels (16-bit) or a mask (8-bit, 0 and 255) of the same size
 */
record Phantom(ImagePlus image, ImagePlus truth) {

    /** Name of the shipped model that segments such images, and of their folder. */
    String model() {
        return image.getTitle().startsWith("skin") ? "skin" : "nuclei";
    }
}
