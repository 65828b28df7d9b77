package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.weights.HalfFloats.bfloat16ToFloat;
import static sc.fiji.diffseg.weights.HalfFloats.floatToBfloat16;
import static sc.fiji.diffseg.weights.HalfFloats.floatToHalf;
import static sc.fiji.diffseg.weights.HalfFloats.halfToFloat;

import org.junit.jupiter.api.Test;

class HalfFloatsTest {

    @Test
    void everyHalfSurvivesTheWayToFloatAndBack() {
        for (int bits = 0; bits < 0x10000; bits++) {
            float value = halfToFloat((short) bits);
            boolean nan = (bits & 0x7fff) > 0x7c00;
            assertEquals(nan, Float.isNaN(value), Integer.toHexString(bits));
            assertEquals((short) bits, floatToHalf(value), Integer.toHexString(bits));
        }
    }

    @Test
    void everyBfloat16SurvivesTheWayToFloatAndBack() {
        for (int bits = 0; bits < 0x10000; bits++) {
            float value = bfloat16ToFloat((short) bits);
            assertEquals((short) bits, floatToBfloat16(value), Integer.toHexString(bits));
        }
    }

    @Test
    void halvesHaveTheValuesOfTheStandard() {
        for (int bits = 0; bits < 0x7c00; bits++) {
            int exponent = bits >> 10;
            double fraction = (bits & 0x3ff) / 1024.0;
            double value =
                    exponent == 0
                            ? fraction * Math.pow(2, -14)
                            : (1 + fraction) * Math.pow(2, exponent - 15);
            assertEquals(value, halfToFloat((short) bits));
            assertEquals(-value, halfToFloat((short) (bits | 0x8000)));
        }
        assertEquals(Float.POSITIVE_INFINITY, halfToFloat((short) 0x7c00));
        assertEquals(Float.NEGATIVE_INFINITY, halfToFloat((short) 0xfc00));
    }

    @Test
    void halvesAreRoundedToNearestAndTiesToEven() {
        for (int lower = 0; lower < 0x7bff; lower++) {
            float below = halfToFloat((short) lower);
            float above = halfToFloat((short) (lower + 1));
            float middle = below + (above - below) / 2;
            int even = (lower & 1) == 0 ? lower : lower + 1;
            assertEquals((short) even, floatToHalf(middle));
            assertEquals((short) lower, floatToHalf(Math.nextDown(middle)));
            assertEquals((short) (lower + 1), floatToHalf(Math.nextUp(middle)));
            assertEquals((short) (even | 0x8000), floatToHalf(-middle));
        }
    }

    @Test
    void bfloat16IsRoundedToNearestAndTiesToEven() {
        for (int lower = 0; lower < 0x7f7f; lower++) {
            int even = (lower & 1) == 0 ? lower : lower + 1;
            int middle = lower << 16 | 0x8000;
            assertEquals((short) even, floatToBfloat16(Float.intBitsToFloat(middle)));
            assertEquals((short) lower, floatToBfloat16(Float.intBitsToFloat(middle - 1)));
            assertEquals((short) (lower + 1), floatToBfloat16(Float.intBitsToFloat(middle + 1)));
        }
    }

    @Test
    void numbersBeyondTheRangeBecomeInfinite() {
        assertEquals((short) 0x7bff, floatToHalf(Math.nextDown(65520f)));
        assertEquals((short) 0x7c00, floatToHalf(65520f));
        assertEquals((short) 0xfc00, floatToHalf(-Float.MAX_VALUE));
        assertEquals((short) 0x7f80, floatToBfloat16(Float.MAX_VALUE));
        assertEquals((short) 0xff80, floatToBfloat16(Float.NEGATIVE_INFINITY));
    }

    @Test
    void aNanWhosePayloadIsCutOffStaysANan() {
        float nan = Float.intBitsToFloat(0x7f800001);

        assertTrue(Float.isNaN(halfToFloat(floatToHalf(nan))));
        assertTrue(Float.isNaN(bfloat16ToFloat(floatToBfloat16(nan))));
    }
}
