package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AffineTest {

    private static final int SIZE = 33;

    private final float[] image = new float[3 * SIZE * SIZE];
    private final byte[] mask = new byte[SIZE * SIZE];

    /** A bar right of the middle, of the same brightness in the image as in the mask. */
    AffineTest() {
        for (int i = 0; i < mask.length; i++) {
            boolean bar = i % SIZE > 20 && i % SIZE < 30 && Math.abs(i / SIZE - 16) < 5;
            mask[i] = (byte) (bar ? 1 : 0);
            for (int c = 0; c < 3; c++) {
                image[c * mask.length + i] = mask[i];
            }
        }
    }

    private static Augmentation only(double rotation, double zoom, double shear) {
        return new Augmentation(false, false, 0, 0, 0, 0, 0, 0, 0, rotation, zoom, shear);
    }

    @Test
    void aQuarterTurnIsTheSameAsTheExactOne() {
        float[] turned = image.clone();
        byte[] turnedMask = mask.clone();
        Turning.apply(turned, turnedMask, SIZE, false, 1);
        new Affine(0, 1, -1, 0).apply(image, mask, SIZE);
        assertArrayEquals(turnedMask, mask);
        assertArrayEquals(turned, image, 1e-6f);
    }

    @Test
    void imageAndMaskMoveTogetherAndTheMaskStaysBinary() {
        for (int i = 0; i < 30; i++) {
            AffineTest fresh = new AffineTest();
            only(30, 0.2, 15).apply(fresh.image, fresh.mask, SIZE, false, new KeyedRandom(i));
            int apart = 0;
            for (int p = 0; p < fresh.mask.length; p++) {
                assertTrue(fresh.mask[p] == 0 || fresh.mask[p] == 1);
                apart += fresh.image[p] > 0.5 == (fresh.mask[p] == 1) ? 0 : 1;
            }
            // Linear and nearest interpolation disagree at the bar's corners at most.
            assertTrue(apart <= 8, apart + " pixels differ");
        }
    }

    @Test
    void everyStrengthIsKeptTo() {
        double most = 0;
        double widest = 0;
        for (int i = 0; i < 200; i++) {
            Affine turn = Affine.draw(20, 0, 0, new KeyedRandom(i));
            assertEquals(1, turn.xx() * turn.yy() - turn.xy() * turn.yx(), 1e-12);
            most = Math.max(most, Math.abs(Math.toDegrees(Math.atan2(turn.yx(), turn.xx()))));
            Affine zoom = Affine.draw(0, 0.25, 0, new KeyedRandom(i));
            assertEquals(0, Math.abs(zoom.xy()) + Math.abs(zoom.yx()), 0);
            widest = Math.max(widest, Math.max(zoom.xx(), 1 / zoom.xx()));
            Affine shear = Affine.draw(0, 0, 10, new KeyedRandom(i));
            assertTrue(Math.abs(Math.toDegrees(Math.atan(shear.xy()))) <= 10);
            assertEquals(1, shear.xx(), 1e-12);
        }
        assertTrue(most > 18 && most <= 20, "turned by " + most);
        assertTrue(widest > 1.2 && widest <= 1.25, "zoomed by " + widest);
    }

    @Test
    void beyondTheBorderIsTheReflection() {
        Arrays.fill(mask, (byte) 0);
        for (int i = 0; i < SIZE; i++) {
            mask[i * SIZE] = 1;
        }
        // Twice as much is seen: the first column and its mirror image meet at a quarter.
        new Affine(2, 0, 0, 1).apply(image, mask, SIZE);
        int[] row = new int[SIZE];
        for (int x = 0; x < SIZE; x++) {
            row[x] = mask[5 * SIZE + x];
        }
        assertEquals(1, Arrays.stream(row).sum());
        assertEquals(1, row[8]);
    }

    @Test
    void offLeavesEverythingElseAsItWas() {
        Augmentation without = new Augmentation(true, true, 0.1, 0.2, 0, 0, 0, 0.5, 0.1);
        Augmentation off =
                Recipe.GSON.fromJson(
                        """
                        {"flips": true, "turns": true, "brightness": 0.1, "contrast": 0.2,
                         "blur": 0.5, "noise": 0.1}
                        """,
                        Augmentation.class);
        assertEquals(without, off);
        float[] other = image.clone();
        without.apply(image, mask, SIZE, false, new KeyedRandom(3));
        off.apply(other, mask.clone(), SIZE, false, new KeyedRandom(3));
        assertArrayEquals(image, other);
        AffineTest moved = new AffineTest();
        only(10, 0.1, 5).apply(moved.image, moved.mask, SIZE, false, new KeyedRandom(3));
        AffineTest again = new AffineTest();
        only(10, 0.1, 5).apply(again.image, again.mask, SIZE, false, new KeyedRandom(3));
        assertArrayEquals(moved.image, again.image, "the same under the same seed");
        assertFalse(Arrays.equals(moved.image, new AffineTest().image));
    }

    @Test
    void strengthsOutOfRangeAreNamed() {
        String message =
                assertThrows(IllegalArgumentException.class, () -> only(0, 2, 0)).getMessage();
        assertTrue(message.contains("zoom"), message);
    }
}
