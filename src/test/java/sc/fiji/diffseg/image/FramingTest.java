package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramingTest {

    @Test
    void wholePlaneIsOneTileOfTheInputSize() {
        Framing framing = Framing.of(Framing.Mode.WHOLE, 300, 200, 64, 32, 8);
        Plane plane = ramp(300, 200);
        Plane framed = framing.frame(plane);
        assertEquals(1, framing.tiles());
        float[] expected = new Resize(300, 200, 64, 32).apply(plane.channel(0));
        float[] tile = framing.cut(framed, 0);
        assertEquals(3 * 64 * 32, tile.length);
        assertArrayEquals(expected, Arrays.copyOf(tile, 64 * 32));
    }

    @Test
    void wholePlanePredictionComesBackAtThePlanesSize() {
        Framing framing = Framing.of(Framing.Mode.WHOLE, 50, 30, 16, 16, 0);
        float[] prediction = new float[256];
        Arrays.fill(prediction, 0.3f);
        Blend blend = framing.blend();
        blend.add(0, prediction);
        float[] expected = new float[1500];
        Arrays.fill(expected, 0.3f);
        assertArrayEquals(expected, blend.finish(), 1e-7f);
    }

    @Test
    void tilesAreNumberedRowByRowAndReachAllEdges() {
        Framing framing = Framing.of(Framing.Mode.TILES, 100, 70, 40, 40, 10);
        assertEquals(3 * 2, framing.tiles());
        assertEquals(List.of(0, 30, 60, 0, 30, 60), each(framing, framing::left));
        assertEquals(List.of(0, 0, 0, 30, 30, 30), each(framing, framing::top));
    }

    private static List<Integer> each(
            Framing framing, java.util.function.IntUnaryOperator property) {
        List<Integer> out = new ArrayList<>();
        for (int tile = 0; tile < framing.tiles(); tile++) {
            out.add(property.applyAsInt(tile));
        }
        return out;
    }

    @Test
    void tilesShowThePlaneAtItsOwnResolution() {
        Framing framing = Framing.of(Framing.Mode.TILES, 100, 70, 40, 40, 10);
        float[] red = noise(7000, 1);
        float[] green = noise(7000, 2);
        float[] blue = noise(7000, 3);
        Plane framed = framing.frame(Plane.rgb(100, 70, red, green, blue));
        float[] tile = framing.cut(framed, 4);
        assertEquals(red[31 * 100 + 35], tile[40 + 5]);
        assertEquals(green[31 * 100 + 35], tile[1600 + 40 + 5]);
        assertEquals(blue[69 * 100 + 69], tile[3200 + 39 * 40 + 39]);
    }

    @Test
    void smallPlanesArePaddedByReflection() {
        Framing framing = Framing.of(Framing.Mode.TILES, 3, 1, 8, 2, 1);
        Plane framed = framing.frame(Plane.grey(3, 1, new float[] {1, 2, 3}));
        float[] tile = framing.cut(framed, 0);
        float[] row = {2, 1, 1, 2, 3, 3, 2, 1};
        assertArrayEquals(row, Arrays.copyOf(tile, 8));
        assertArrayEquals(row, Arrays.copyOfRange(tile, 8, 16));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 16, 16, 4",
        "5, 40, 16, 16, 4",
        "16, 16, 16, 16, 8",
        "17, 33, 16, 16, 8",
        "100, 71, 16, 24, 3",
        "100, 71, 16, 24, 0",
        "90, 200, 33, 31, 15",
        "640, 480, 128, 128, 64"
    })
    void whatEveryTileRepeatsSurvivesExactly(
            int width, int height, int inputWidth, int inputHeight, int overlap) {
        Framing framing =
                Framing.of(Framing.Mode.TILES, width, height, inputWidth, inputHeight, overlap);
        float[] constant = new float[width * height];
        Arrays.fill(constant, 0.37f);
        assertArrayEquals(constant, roundTrip(framing, Plane.grey(width, height, constant)));
        assertArrayEquals(ramp(width, height).channel(0), roundTrip(framing, ramp(width, height)));
        float[] noise = noise(width * height, 9);
        assertArrayEquals(noise, roundTrip(framing, Plane.grey(width, height, noise)));
    }

    @Test
    void tilesThatDisagreeMeetWithoutASeam() {
        int size = 300;
        Framing framing = Framing.of(Framing.Mode.TILES, size, size, 96, 96, 48);
        Random random = new Random(3);
        Blend blend = framing.blend();
        for (int tile = 0; tile < framing.tiles(); tile++) {
            float[] values = new float[96 * 96];
            Arrays.fill(values, random.nextFloat());
            blend.add(tile, values);
        }
        float[] out = blend.finish();
        // A ramp of sine squared over 48 pixels climbs at most pi / 2 / 48 per pixel and axis.
        double most = 0;
        for (int y = 0; y < size - 1; y++) {
            for (int x = 0; x < size - 1; x++) {
                float v = out[y * size + x];
                most = Math.max(most, Math.abs(out[y * size + x + 1] - v));
                most = Math.max(most, Math.abs(out[(y + 1) * size + x] - v));
            }
        }
        assertTrue(most > 0.005, "the tiles do not differ at all");
        assertTrue(most < 1.1 * Math.PI / 2 / 48, "jump of " + most);
    }

    @Test
    void theOrderOfTilesDoesNotChangeASingleBit() {
        Framing framing = Framing.of(Framing.Mode.TILES, 150, 130, 40, 40, 20);
        List<Integer> order = new ArrayList<>();
        for (int tile = 0; tile < framing.tiles(); tile++) {
            order.add(tile);
        }
        float[] first = blended(framing, order);
        Collections.reverse(order);
        assertArrayEquals(first, blended(framing, order));
        Collections.shuffle(order, new Random(1));
        assertArrayEquals(first, blended(framing, order));
    }

    private static float[] blended(Framing framing, List<Integer> order) {
        Blend blend = framing.blend();
        for (int tile : order) {
            blend.add(tile, noise(framing.inputWidth() * framing.inputHeight(), tile));
        }
        return blend.finish();
    }

    @Test
    void aMissingTileIsReported() {
        Framing framing = Framing.of(Framing.Mode.TILES, 100, 20, 20, 20, 5);
        Blend blend = framing.blend();
        blend.add(0, new float[400]);
        String message = assertThrows(IllegalStateException.class, blend::finish).getMessage();
        assertTrue(message.startsWith("Tile 1 of "), message);
        assertThrows(IllegalStateException.class, () -> blend.add(0, new float[400]));
        assertThrows(IllegalArgumentException.class, () -> blend.add(1, new float[399]));
    }

    @Test
    void nanPredictionsAreRefused() {
        Blend blend = Framing.of(Framing.Mode.WHOLE, 2, 2, 2, 2, 0).blend();
        float[] values = {0, 1, Float.NaN, 0};
        String message =
                assertThrows(IllegalArgumentException.class, () -> blend.add(0, values))
                        .getMessage();
        assertTrue(message.contains("NaN"), message);
        assertFalse(message.isBlank());
    }

    @Test
    void overlapsBeyondHalfATileAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Framing.of(Framing.Mode.TILES, 100, 100, 40, 40, 21));
        assertThrows(
                IllegalArgumentException.class,
                () -> Framing.of(Framing.Mode.TILES, 100, 100, 40, 40, -1));
        assertThrows(
                IllegalArgumentException.class,
                () -> Framing.of(Framing.Mode.TILES, 0, 100, 40, 40, 1));
    }

    private static float[] roundTrip(Framing framing, Plane plane) {
        Plane framed = framing.frame(plane);
        Blend blend = framing.blend();
        for (int tile = 0; tile < framing.tiles(); tile++) {
            float[] cut = framing.cut(framed, tile);
            blend.add(tile, Arrays.copyOf(cut, cut.length / 3));
        }
        return blend.finish();
    }

    private static Plane ramp(int width, int height) {
        float[] out = new float[width * height];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (0.1 + 0.5 * (i % width) / width + 0.3 * (i / width) / height);
        }
        return Plane.grey(width, height, out);
    }

    private static float[] noise(int length, long seed) {
        Random random = new Random(seed);
        float[] out = new float[length];
        for (int i = 0; i < length; i++) {
            out[i] = random.nextFloat();
        }
        return out;
    }
}
