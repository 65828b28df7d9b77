package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.network.TrainingBatch;

class BatchSourceTest {

    private static final int SIZE = 32;
    private static final int PIXELS = SIZE * SIZE;
    private static final int COUNT = 4;

    @TempDir Path folder;

    private List<ImagePair> pairs;

    @BeforeEach
    void paint() {
        pairs = Pictures.paintedMasks(folder, 3, 96, 72);
    }

    private BatchSource source(long seed, Augmentation augmentation, TrainingSet... sets) {
        return new BatchSource(
                List.of(sets), SIZE, COUNT, seed, augmentation, new PairCache(Scaling.BY_TYPE));
    }

    private TrainingSet figures(Cropping cropping) {
        return new TrainingSet("figures", pairs, cropping);
    }

    private static void assertSame(TrainingBatch expected, TrainingBatch actual) {
        assertArrayEquals(expected.images(), actual.images());
        assertArrayEquals(expected.masks(), actual.masks());
        assertEquals(expected.seed(), actual.seed());
    }

    @Test
    void aStepAlwaysGivesTheSameBatch() throws IOException {
        TrainingSet[] sets = {figures(Cropping.TILES), figures(Cropping.zoomed(0.7, 0.2))};
        BatchSource once = source(5, Augmentation.MODERATE, sets);
        TrainingBatch expected = once.batch(1000);

        BatchSource resumed =
                new BatchSource(
                        List.of(sets),
                        SIZE,
                        COUNT,
                        5,
                        Augmentation.MODERATE,
                        new PairCache(Scaling.BY_TYPE, 0));
        LongStream.of(7, 3, 999, 1001).parallel().forEach(step -> make(resumed, step));
        assertSame(expected, resumed.batch(1000));

        assertFalse(Arrays.equals(expected.images(), once.batch(1001).images()));
        assertNotEquals(expected.seed(), once.batch(1001).seed());
        BatchSource other = source(6, Augmentation.MODERATE, sets);
        assertFalse(Arrays.equals(expected.images(), other.batch(1000).images()));
    }

    private static void make(BatchSource source, long step) {
        try {
            source.batch(step);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void maskAndImageStayTogetherUnderEveryCropAndTurn() throws IOException {
        Cropping[] croppings = {
            Cropping.WHOLE,
            Cropping.zoomed(0.6, 0.5),
            Cropping.TILES.withForegroundShare(1),
            new Cropping(Cropping.Framing.TILES, 2, 4, 0.3, 0.5)
        };
        for (Cropping cropping : croppings) {
            BatchSource source = source(1, Augmentation.DEFAULT, figures(cropping));
            for (int step = 0; step < 25; step++) {
                TrainingBatch batch = source.batch(step);
                for (int slot = 0; slot < COUNT; slot++) {
                    assertPainted(batch, slot, cropping);
                }
            }
        }
    }

    /** The image is its own mask, so apart from soft corners the two must agree. */
    private static void assertPainted(TrainingBatch batch, int slot, Cropping cropping) {
        int wrong = 0;
        for (int i = 0; i < PIXELS; i++) {
            float value = batch.images()[slot * 3 * PIXELS + i];
            float label = batch.masks()[slot * PIXELS + i];
            assertTrue(label == 0 || label == 1);
            wrong += Math.abs(value - label) > 0.8 ? 1 : 0;
        }
        assertTrue(wrong <= 4, wrong + " pixels of " + cropping);
    }

    @Test
    void wholePlanesAreResizedAsForPrediction() throws IOException {
        Path image =
                Pictures.rgb(
                        folder.resolve("colour.png"),
                        50,
                        40,
                        (x, y) -> x * 5 << 16 | y * 6 << 8 | (x * y) % 256);
        Path mask = Pictures.grey(folder.resolve("half.png"), 50, 40, (x, y) -> x < 25 ? 255 : 0);
        ImagePair pair = new ImagePair(image, mask, "colour", "test");

        TrainingBatch batch =
                source(0, Augmentation.NONE, new TrainingSet("test", List.of(pair), Cropping.WHOLE))
                        .batch(3);

        Framing framing = Framing.of(Framing.Mode.WHOLE, 50, 40, SIZE, SIZE, 0);
        float[] expected = framing.cut(framing.frame(pair.load(Scaling.BY_TYPE).plane()), 0);
        assertArrayEquals(expected, Arrays.copyOf(batch.images(), 3 * PIXELS), 1e-6f);
        for (int i = 0; i < PIXELS; i++) {
            assertEquals(i % SIZE < SIZE / 2 ? 1 : 0, batch.masks()[i]);
        }
    }

    @Test
    void largePlanesAreKeptSmallerWithTheirMask() throws IOException {
        List<ImagePair> large = Pictures.paintedMasks(folder.resolve("large"), 1, 640, 480);
        PairCache cache = new PairCache(Scaling.BY_TYPE);
        BatchSource source =
                new BatchSource(
                        List.of(new TrainingSet("large", large, Cropping.WHOLE)),
                        SIZE,
                        COUNT,
                        0,
                        Augmentation.DEFAULT,
                        cache);

        TrainingBatch batch = source.batch(0);

        assertTrue(cache.usedBytes() < 10_000, "used " + cache.usedBytes());
        assertPainted(batch, 0, Cropping.WHOLE);
    }

    @Test
    void cropsCanBeHeldOverForeground() throws IOException {
        Path black = Pictures.grey(folder.resolve("black.png"), 400, 400, (x, y) -> 0);
        Path dots =
                Pictures.grey(
                        folder.resolve("dots.png"),
                        400,
                        400,
                        (x, y) -> x > 380 && y > 380 || x < 4 && y < 4 ? 255 : 0);
        List<ImagePair> list =
                List.of(
                        new ImagePair(black, black, "empty", "dots"),
                        new ImagePair(dots, dots, "dots", "dots"));
        Cropping near = new Cropping(Cropping.Framing.TILES, 0.75, 1, 0, 1);

        BatchSource held = source(2, Augmentation.DEFAULT, new TrainingSet("dots", list, near));
        BatchSource free =
                source(
                        2,
                        Augmentation.DEFAULT,
                        new TrainingSet("dots", list, near.withForegroundShare(0)));
        int empty = 0;
        for (int step = 0; step < 10; step++) {
            float[] masks = held.batch(step).masks();
            for (int slot = 0; slot < COUNT; slot++) {
                assertTrue(sum(masks, slot) > 0, "step " + step);
            }
            empty += sum(free.batch(step).masks(), 0) == 0 ? 1 : 0;
        }
        assertTrue(empty > 5, "empty " + empty);
    }

    private static double sum(float[] masks, int slot) {
        double sum = 0;
        for (int i = slot * PIXELS; i < (slot + 1) * PIXELS; i++) {
            sum += masks[i];
        }
        return sum;
    }

    @Test
    void planesSmallerThanACropAreReflected() throws IOException {
        Path ramp = Pictures.grey(folder.resolve("ramp.png"), 8, 8, (x, y) -> 30 * x);
        Path mask = Pictures.grey(folder.resolve("rampmask.png"), 8, 8, (x, y) -> x / 4 * 255);
        Cropping same = new Cropping(Cropping.Framing.TILES, 1, 1, 0, 0);
        ImagePair pair = new ImagePair(ramp, mask, "ramp", "ramp");

        TrainingBatch batch =
                source(0, Augmentation.NONE, new TrainingSet("ramp", List.of(pair), same)).batch(0);

        for (int x = 1; x < SIZE; x++) {
            float step = Math.abs(batch.images()[x] - batch.images()[x - 1]) * 255;
            assertTrue(Math.abs(step - 30) < 0.1 || step < 0.1, "step " + step);
            assertEquals(batch.images()[x] > 105 / 255f ? 1 : 0, batch.masks()[x]);
        }
    }

    @Test
    void weightsSayHowOftenADataSetIsDrawn() throws IOException {
        Path white = Pictures.grey(folder.resolve("white.png"), 4, 4, (x, y) -> 255);
        ImagePair all = new ImagePair(white, white, "white", "white");
        Path black = Pictures.grey(folder.resolve("black.png"), 4, 4, (x, y) -> 0);
        ImagePair none = new ImagePair(black, black, "black", "black");
        BatchSource source =
                source(
                        3,
                        Augmentation.NONE,
                        new TrainingSet("white", List.of(all), Cropping.WHOLE, 3),
                        new TrainingSet("black", List.of(none, none, none), Cropping.WHOLE));

        double whites = 0;
        for (int step = 0; step < 100; step++) {
            float[] masks = source.batch(step).masks();
            for (int slot = 0; slot < COUNT; slot++) {
                whites += masks[slot * PIXELS];
            }
        }

        assertEquals(0.75, whites / (100 * COUNT), 0.06);
    }

    @Test
    void aPairOfUnequalSizesIsRefusedInOneSentence() {
        Path image = Pictures.grey(folder.resolve("a.png"), 9, 8, (x, y) -> 0);
        Path mask = Pictures.grey(folder.resolve("b.png"), 8, 8, (x, y) -> 0);
        ImagePair pair = new ImagePair(image, mask, "a", "test");
        BatchSource source =
                source(
                        0,
                        Augmentation.NONE,
                        new TrainingSet("test", List.of(pair), Cropping.WHOLE));

        IOException e = assertThrows(IOException.class, () -> source.batch(0));

        assertTrue(e.getMessage().contains("9 x 8") && e.getMessage().contains("8 x 8"));
    }
}
