package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurningTest {

    private static final float[] IMAGE = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    private static float[] turned(boolean flip, int quarters) {
        float[] image = IMAGE.clone();
        byte[] mask = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        Turning.apply(image, mask, 3, flip, quarters);
        for (int i = 0; i < mask.length; i++) {
            assertEquals(image[i], mask[i]);
        }
        return image;
    }

    @Test
    void aQuarterTurnIsClockwise() {
        assertArrayEquals(new float[] {7, 4, 1, 8, 5, 2, 9, 6, 3}, turned(false, 1));
        assertArrayEquals(new float[] {9, 8, 7, 6, 5, 4, 3, 2, 1}, turned(false, 2));
        assertArrayEquals(new float[] {3, 6, 9, 2, 5, 8, 1, 4, 7}, turned(false, 3));
    }

    @Test
    void aFlipGoesBeforeTheTurn() {
        assertArrayEquals(new float[] {3, 2, 1, 6, 5, 4, 9, 8, 7}, turned(true, 0));
        assertArrayEquals(new float[] {9, 6, 3, 8, 5, 2, 7, 4, 1}, turned(true, 1));
    }

    @Test
    void theEightSymmetriesDiffer() {
        Set<String> seen = new HashSet<>();
        for (int quarters = 0; quarters < 4; quarters++) {
            seen.add(Arrays.toString(turned(false, quarters)));
            seen.add(Arrays.toString(turned(true, quarters)));
        }
        assertEquals(8, seen.size());
    }
}
