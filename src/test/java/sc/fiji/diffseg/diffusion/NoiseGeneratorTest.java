package sc.fiji.diffseg.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoiseGeneratorTest {

    private static final int MANY = 200_000;
    private static final NoiseKey KEY = new NoiseKey(3, 14);

    @Test
    void randomBitsEqualThePublishedTestVectors() {
        assertScrambled(
                "16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b",
                0,
                0,
                0,
                0,
                0,
                0);
        assertScrambled(
                "87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0",
                -1,
                -1,
                -1,
                -1,
                -1,
                -1);
        assertScrambled(
                "a528f45403e61d95 38c72dbd566e9788 a5a1610e72fd18b5 57bd43b5e52b7fe6",
                0x452821e638d01377L,
                0xbe5466cf34e90c6cL,
                0x243f6a8885a308d3L,
                0x13198a2e03707344L,
                0xa4093822299f31d0L,
                0x082efa98ec4e6c89L);
    }

    private static void assertScrambled(String expected, long key0, long key1, long... block) {
        Philox.scramble(key0, key1, block);
        StringBuilder actual = new StringBuilder();
        for (long word : block) {
            actual.append(HexFormat.of().toHexDigits(word)).append(' ');
        }
        assertEquals(expected, actual.toString().trim());
    }

    @Test
    void theSequenceNeverChanges() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE}) {
            for (NoiseKey key : List.of(new NoiseKey(0, 0), KEY, new NoiseKey(-1, 1L << 40))) {
                float[] values = NoiseGenerator.gaussians(seed, key, 7, 4097);
                ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
                bytes.asFloatBuffer().put(values);
                digest.update(bytes);
            }
        }
        assertEquals(
                "6b73b4ea05248a2c510c32ac43ee2a0835af5b33a6aa7006254aacfa66c2cce1",
                HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void theFirstValuesAreTheBoxMullerTransformOfTheRandomBits() {
        assertArrayEquals(
                new float[] {
                    -0.8677187f, 0.46918502f, 0.7830444f, -0.46207243f, 0.24871461f, -1.2147034f
                },
                NoiseGenerator.gaussians(42, new NoiseKey(1, 2), 3, 6));
    }

    @Test
    void aLongerRequestBeginsWithAShorterOne() {
        float[] all = NoiseGenerator.gaussians(1, KEY, 0, 11);
        for (int count = 0; count <= 11; count++) {
            assertArrayEquals(
                    Arrays.copyOf(all, count), NoiseGenerator.gaussians(1, KEY, 0, count));
        }
    }

    @Test
    void aBufferIsFilledFromItsPositionToItsLimit() {
        FloatBuffer buffer = ByteBuffer.allocateDirect(40).asFloatBuffer();
        buffer.position(2).limit(9);
        NoiseGenerator.fill(1, KEY, 0, buffer);
        float[] actual = new float[10];
        buffer.clear().get(actual);
        float[] expected = new float[10];
        System.arraycopy(NoiseGenerator.gaussians(1, KEY, 0, 7), 0, expected, 2, 7);
        assertArrayEquals(expected, actual);
    }

    @Test
    void valuesAreStandardNormal() {
        float[] values = NoiseGenerator.gaussians(5, KEY, 1, MANY);
        double sum = 0;
        double squares = 0;
        double cubes = 0;
        double fourths = 0;
        int beyondTwo = 0;
        for (float v : values) {
            sum += v;
            squares += v * (double) v;
            cubes += Math.pow(v, 3);
            fourths += Math.pow(v, 4);
            beyondTwo += Math.abs(v) > 2 ? 1 : 0;
        }
        // Five standard errors each.
        assertEquals(0, sum / MANY, 5 * Math.sqrt(1.0 / MANY));
        assertEquals(1, squares / MANY, 5 * Math.sqrt(2.0 / MANY));
        assertEquals(0, cubes / MANY, 5 * Math.sqrt(15.0 / MANY));
        assertEquals(3, fourths / MANY, 5 * Math.sqrt(96.0 / MANY));
        assertEquals(0.0455, beyondTwo / (double) MANY, 5 * Math.sqrt(0.0455 * 0.9545 / MANY));
    }

    @Test
    void neighbouringStreamsAreIndependent() {
        float[] stream = NoiseGenerator.gaussians(5, KEY, 1, MANY);
        assertUncorrelated(stream, NoiseGenerator.gaussians(6, KEY, 1, MANY), 0);
        assertUncorrelated(stream, NoiseGenerator.gaussians(5, KEY, 2, MANY), 0);
        assertUncorrelated(stream, NoiseGenerator.gaussians(5, new NoiseKey(4, 14), 1, MANY), 0);
        assertUncorrelated(stream, NoiseGenerator.gaussians(5, new NoiseKey(3, 15), 1, MANY), 0);
        assertUncorrelated(stream, NoiseGenerator.gaussians(5, new NoiseKey(14, 3), 1, MANY), 0);
    }

    @Test
    void valuesOfOneStreamAreIndependent() {
        float[] stream = NoiseGenerator.gaussians(5, KEY, 1, MANY);
        for (int lag = 1; lag <= 8; lag++) {
            assertUncorrelated(stream, stream, lag);
        }
    }

    /** Also for the squares, where the two halves of a Box-Muller pair would betray each other. */
    private static void assertUncorrelated(float[] a, float[] b, int lag) {
        double products = 0;
        double squares = 0;
        int n = a.length - lag;
        for (int i = 0; i < n; i++) {
            products += a[i] * (double) b[i + lag];
            squares += (a[i] * (double) a[i] - 1) * (b[i + lag] * (double) b[i + lag] - 1);
        }
        assertEquals(0, products / n, 5 / Math.sqrt(n));
        assertEquals(0, squares / n, 5 * 2 / Math.sqrt(n));
    }

    @Test
    void noStreamBeginsLikeAnother() {
        long distinct =
                IntStream.range(0, 10_000)
                        .mapToObj(
                                i ->
                                        NoiseGenerator.gaussians(
                                                i % 10,
                                                new NoiseKey(i / 10 % 10, i / 100 % 10),
                                                i / 1000,
                                                4))
                        .map(Arrays::toString)
                        .distinct()
                        .count();
        assertEquals(10_000, distinct);
    }

    @Test
    void negativeSamplesAndCountsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> NoiseGenerator.gaussians(0, KEY, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> NoiseGenerator.gaussians(0, KEY, 0, -1));
        assertTrue(NoiseGenerator.gaussians(0, KEY, 0, 0).length == 0);
    }
}
