package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import java.nio.file.Path;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.segment.Segmentation;
import sc.fiji.diffseg.segment.SegmentationSettings;

/**
 * What the library makes of an image in this process, which Fiji has to make of it too.
 *
 * @param image labels or a mask
 */
record LibraryResult(ImagePlus image) {

    static LibraryResult of(Path model, Path image, SegmentationSettings settings)
            throws Exception {
        ImagePlus opened = IJ.openImage(image.toString());
        try (Segmentation open = Segmentation.open(model.toString(), "cpu", Progress.NONE)) {
            return new LibraryResult(
                    open.segment(new ImagePlusPlanes(opened, 0), settings, Progress.NONE)
                            .segmentation());
        }
    }

    /** Checks that a file holds the same planes, pixel by pixel. */
    void assertSavedAs(Path file) {
        ImagePlus actual = IJ.openImage(file.toString());
        assertEquals(image.getNSlices(), actual.getNSlices());
        assertEquals(image.getNFrames(), actual.getNFrames());
        for (int i = 1; i <= image.getStackSize(); i++) {
            float[][] wanted = image.getStack().getProcessor(i).getFloatArray();
            float[][] is = actual.getStack().getProcessor(i).getFloatArray();
            for (int x = 0; x < wanted.length; x++) {
                assertArrayEquals(wanted[x], is[x], "plane " + i + " of " + file);
            }
        }
    }
}
