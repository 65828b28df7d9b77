package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    private static final int SIZE = 16;
    private static final int PIXELS = SIZE * SIZE;

    /** Left third foreground, so that no symmetry but one flip keeps it. */
    private static byte[] mask() {
        byte[] mask = new byte[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            mask[i] = (byte) (i % SIZE < SIZE / 3 && i / SIZE < SIZE / 2 ? 1 : 0);
        }
        return mask;
    }

    private static float[] image(byte[] mask, float... colour) {
        float[] image = new float[3 * PIXELS];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < PIXELS; i++) {
                image[c * PIXELS + i] = mask[i] == 1 ? colour[c] : 0.2f;
            }
        }
        return image;
    }

    private static Augmentation tones(
            double brightness,
            double contrast,
            double gamma,
            double colour,
            double greyShare,
            double blur,
            double noise) {
        return new Augmentation(
                false, false, brightness, contrast, gamma, colour, greyShare, blur, noise);
    }

    @Test
    void allEightSymmetriesOccurAndMaskAndImageStayTogether() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            byte[] mask = mask();
            float[] image = image(mask, 0.9f, 0.8f, 0.7f);
            Augmentation.DEFAULT.apply(image, mask, SIZE, false, new KeyedRandom(i));
            assertArrayEquals(image(mask, 0.9f, 0.8f, 0.7f), image);
            seen.add(Arrays.toString(mask));
        }
        assertEquals(8, seen.size());
    }

    @Test
    void tonesLeaveTheMaskAndStayInRange() {
        Augmentation all = tones(0.5, 1, 1, 0.5, 0.3, 2, 0.3);
        for (int i = 0; i < 100; i++) {
            byte[] mask = mask();
            float[] image = image(mask, 0.9f, 0.6f, 0.7f);
            all.apply(image, mask, SIZE, false, new KeyedRandom(i));
            assertArrayEquals(mask(), mask);
            for (float v : image) {
                assertTrue(v >= 0 && v <= 1, "value " + v);
            }
        }
    }

    @Test
    void greyImagesStayGrey() {
        Augmentation all = tones(0.1, 0.2, 0.2, 0.5, 0.5, 1, 0.1);
        for (int i = 0; i < 50; i++) {
            float[] image = image(mask(), 0.9f, 0.9f, 0.9f);
            all.apply(image, mask(), SIZE, true, new KeyedRandom(i));
            float[] red = Arrays.copyOf(image, PIXELS);
            assertArrayEquals(red, Arrays.copyOfRange(image, PIXELS, 2 * PIXELS));
            assertArrayEquals(red, Arrays.copyOfRange(image, 2 * PIXELS, 3 * PIXELS));
        }
    }

    @Test
    void everyStrengthDoesSomethingAndNothingAtZero() {
        Augmentation[] single = {
            tones(0.2, 0, 0, 0, 0, 0, 0),
            tones(0, 0.5, 0, 0, 0, 0, 0),
            tones(0, 0, 0.5, 0, 0, 0, 0),
            tones(0, 0, 0, 0.3, 0, 0, 0),
            tones(0, 0, 0, 0, 1, 0, 0),
            tones(0, 0, 0, 0, 0, 2, 0),
            tones(0, 0, 0, 0, 0, 0, 0.1)
        };
        float[] original = image(mask(), 0.9f, 0.6f, 0.3f);
        for (Augmentation augmentation : single) {
            boolean changed = false;
            for (int i = 0; i < 10; i++) {
                float[] image = original.clone();
                augmentation.apply(image, mask(), SIZE, false, new KeyedRandom(i));
                changed |= !Arrays.equals(original, image);
            }
            assertTrue(changed, augmentation.toString());
        }
        float[] image = original.clone();
        Augmentation.NONE.apply(image, mask(), SIZE, false, new KeyedRandom(1));
        assertArrayEquals(original, image);
    }

    @Test
    void brightnessAndNoiseKeepToTheirStrength() {
        float[] flat = new float[3 * PIXELS];
        Arrays.fill(flat, 0.5f);
        double furthest = 0;
        for (int i = 0; i < 100; i++) {
            float[] image = flat.clone();
            tones(0.2, 0, 0, 0, 0, 0, 0).apply(image, mask(), SIZE, false, new KeyedRandom(i));
            assertEquals(image[0], image[PIXELS + 7]);
            furthest = Math.max(furthest, Math.abs(image[0] - 0.5));
        }
        assertTrue(furthest > 0.15 && furthest <= 0.2, "shift " + furthest);

        KeyedRandom random = new KeyedRandom(5);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 10000; i++) {
            float v = random.nearlyNormal();
            sum += v;
            squares += v * v;
        }
        assertEquals(0, sum / 10000, 0.04);
        assertEquals(1, squares / 10000, 0.05);
    }

    @Test
    void aBlurKeepsTheMeanOfAFlatImageAndItsPlace() {
        byte[] mask = mask();
        for (int i = 0; i < 20; i++) {
            float[] image = image(mask, 0.8f, 0.8f, 0.8f);
            tones(0, 0, 0, 0, 0, 1, 0).apply(image, mask, SIZE, false, new KeyedRandom(i));
            assertTrue(image[0] > 0.7 && image[PIXELS - 1] < 0.25);
            float[] flat = new float[3 * PIXELS];
            Arrays.fill(flat, 0.6f);
            tones(0, 0, 0, 0, 0, 1, 0).apply(flat, mask, SIZE, false, new KeyedRandom(i));
            assertEquals(0.6, flat[0], 1e-5);
            assertEquals(0.6, flat[PIXELS / 2], 1e-5);
        }
    }

    @Test
    void strengthsOutOfRangeAreNamed() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> tones(0, 0, 0, 0, 1.5, 0, 0));
        assertTrue(e.getMessage().contains("greyShare"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> tones(Double.NaN, 0, 0, 0, 0, 0, 0));
        assertFalse(Augmentation.NONE.flips());
    }
}
