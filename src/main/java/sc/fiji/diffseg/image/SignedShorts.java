package sc.fiji.diffseg.image;

import ij.ImagePlus;

/**
 * ImageJ has no type for signed 16-bit pixels, as CT scans have and numpy writes: it stores them as
 * unsigned ones that are greater by 32768, and notes that in the calibration.
 */
final class SignedShorts {

    private static final int SHIFT = 1 << 15;

    private SignedShorts() {}

    /** Whether the pixels of an image are signed 16-bit ones. */
    static boolean in(ImagePlus image) {
        return image.getLocalCalibration().isSigned16Bit();
    }

    /** By how much the stored pixels of an image are greater than its values; 0 of most images. */
    static int shift(ImagePlus image) {
        return in(image) ? SHIFT : 0;
    }
}
