package sc.fiji.diffseg.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.process.ColorProcessor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.image.Plane;

class OverlayTest {

    private static final int GREY = 0xff808080;

    private static Plane grey(int side) {
        float[] values = new float[side * side];
        Arrays.fill(values, 128 / 255f);
        return Plane.grey(side, side, values);
    }

    @Test
    void everyObjectHasALineOfItsOwnColourInsideItsEdgeAndTheImageElsewhere() {
        int[] labels = new int[100];
        for (int y = 2; y < 7; y++) {
            for (int x = 0; x < 9; x++) {
                labels[y * 10 + x] = x < 5 ? 1 : 2;
            }
        }
        ColorProcessor drawn = Overlay.contours(grey(10), labels);
        int one = drawn.get(1, 2);
        int two = drawn.get(8, 4);
        assertNotEquals(GREY, one | 0xff000000);
        assertNotEquals(one, two);
        assertEquals(one, drawn.get(4, 4), "where objects touch");
        assertEquals(two, drawn.get(5, 4), "where objects touch");
        assertEquals(GREY & 0xffffff, drawn.get(2, 4) & 0xffffff, "inside");
        assertEquals(GREY & 0xffffff, drawn.get(0, 4) & 0xffffff, "at the image's border");
        assertEquals(GREY & 0xffffff, drawn.get(3, 1) & 0xffffff, "outside");
    }

    @Test
    void linesOnLargeImagesAreWider() {
        int side = 1100;
        int[] labels = new int[side * side];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i / side < 500 ? 1 : 0;
        }
        ColorProcessor drawn = Overlay.contours(grey(side), labels);
        assertEquals(drawn.get(700, 499), drawn.get(700, 497));
        assertEquals(GREY & 0xffffff, drawn.get(700, 496) & 0xffffff);
    }

    @Test
    void labelsOfAnotherSizeAreRefused() {
        Plane plane = grey(10);
        assertThrows(IllegalArgumentException.class, () -> Overlay.contours(plane, new int[99]));
    }
}
