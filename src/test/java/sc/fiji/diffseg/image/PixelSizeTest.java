package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.Calibration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelSizeTest {

    private static ImagePlus image(double side, double depth, String unit) {
        ImagePlus image = IJ.createImage("cells", "8-bit", 4, 4, 1);
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth = side;
        calibration.pixelHeight = side;
        calibration.pixelDepth = depth;
        calibration.setUnit(unit);
        return image;
    }

    @Test
    void theDistanceOfSlicesMattersInVolumesAlone() {
        ImagePlus thick = image(0.5, 3, "mm");
        ImagePlus thin = image(0.5, 1, "mm");
        thin.getCalibration().setZUnit("pixel");
        assertArrayEquals(new double[] {0.5, 0.5}, PixelSize.common(thick, thin, 2).spacing());
        thin.getCalibration().setZUnit("mm");
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> PixelSize.common(thick, thin, 3));
        assertTrue(e.getMessage().contains("0.5 x 0.5 x 3.0 mm, but"), e.getMessage());
    }

    @Test
    void aSizeThatIsKnownOfSlicesAloneIsNoneOfPlanes() {
        ImagePlus plane = image(1, 3, "pixel");
        assertEquals("mm", PixelSize.common(plane, image(0.5, 1, "mm"), 2).unit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"micron", "microns", "um", "\u00b5m", "\u03bcm"})
    void oneUnitHasManyNames(String name) {
        PixelSize size = PixelSize.common(image(0.2, 1, name), image(0.2, 1, "micron"), 3);
        assertEquals("\u00b5m", size.unit());
    }

    @Test
    void unitsThatDifferAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> PixelSize.common(image(0.2, 1, "mm"), image(0.2, 1, "cm"), 2));
    }
}
