package sc.fiji.diffseg.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.planar.PlanarImgs;
import net.imglib2.type.logic.BitType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Golden;

class OverlapTest {

    private static JsonObject golden;

    @BeforeAll
    static void readGolden() throws IOException {
        try (Reader reader = Files.newBufferedReader(Golden.path("metrics.json"))) {
            golden = JsonParser.parseReader(reader).getAsJsonObject();
        }
    }

    private record Case(JsonObject json, Overlap overlap) {
        double expected(String convention, String measure) {
            return json.getAsJsonObject(convention).get(measure).getAsDouble();
        }

        String name() {
            return json.get("name").getAsString();
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonElement element : golden.getAsJsonArray("cases")) {
            JsonObject json = element.getAsJsonObject();
            Overlap overlap = Overlap.of(mask(json, "prediction"), mask(json, "ground_truth"));
            cases.add(new Case(json, overlap));
        }
        assertEquals(11, cases.size());
        return cases;
    }

    private static boolean[] mask(JsonObject json, String name) {
        JsonArray rows = json.getAsJsonArray(name);
        StringBuilder pixels = new StringBuilder();
        rows.forEach(row -> pixels.append(row.getAsString()));
        boolean[] mask = new boolean[pixels.length()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = pixels.charAt(i) == '1';
        }
        return mask;
    }

    @Test
    void pixelCountsEqualTheReference() {
        for (Case c : cases()) {
            Overlap expected =
                    new Overlap(
                            c.json.get("tp").getAsLong(),
                            c.json.get("fp").getAsLong(),
                            c.json.get("fn").getAsLong(),
                            c.json.get("tn").getAsLong());
            assertEquals(expected, c.overlap, c.name());
        }
    }

    @Test
    void diceAndIouEqualLeafsEarlyCodeWhichCountsTwoEmptyMasksAsOne() {
        for (Case c : cases()) {
            assertEquals(c.expected("leaf_early_2025", "dice"), c.overlap.dice(), 1e-9, c.name());
            assertEquals(c.expected("leaf_early_2025", "iou"), c.overlap.iou(), 1e-9, c.name());
        }
    }

    @Test
    void diceAndIouEqualLeafsCurrentCodeWhichCountsTwoEmptyMasksAsZero() {
        EmptyMasks zero = EmptyMasks.COUNT_AS_ZERO;
        for (Case c : cases()) {
            assertEquals(c.expected("leaf_current", "dice"), c.overlap.dice(zero), 1e-9, c.name());
            assertEquals(c.expected("leaf_current", "iou"), c.overlap.iou(zero), 1e-9, c.name());
        }
    }

    @Test
    void precisionAndRecallEqualTheReferenceUnderBothConventions() {
        EmptyMasks zero = EmptyMasks.COUNT_AS_ZERO;
        for (Case c : cases()) {
            String one = "one_when_both_empty";
            assertEquals(c.expected(one, "precision"), c.overlap.precision(), 1e-9, c.name());
            assertEquals(c.expected(one, "recall"), c.overlap.recall(), 1e-9, c.name());
            String none = "undefined_is_zero";
            assertEquals(c.expected(none, "precision"), c.overlap.precision(zero), 1e-9, c.name());
            assertEquals(c.expected(none, "recall"), c.overlap.recall(zero), 1e-9, c.name());
        }
    }

    @Test
    void meansOverImagesEqualTheReference() {
        double dice = cases().stream().mapToDouble(c -> c.overlap.dice()).average().orElseThrow();
        double iou =
                cases().stream()
                        .mapToDouble(c -> c.overlap.iou(EmptyMasks.COUNT_AS_ZERO))
                        .average()
                        .orElseThrow();
        JsonObject aggregates = golden.getAsJsonObject("aggregates");
        assertEquals(
                aggregates
                        .getAsJsonObject("leaf_early_2025")
                        .get("dice_mean_over_images")
                        .getAsDouble(),
                dice,
                1e-9);
        assertEquals(
                aggregates
                        .getAsJsonObject("leaf_current")
                        .get("iou_mean_over_images")
                        .getAsDouble(),
                iou,
                1e-9);
    }

    @Test
    void theMeanOverImagesWithSomethingInThemEqualsTheReference() {
        double[] dice =
                cases().stream()
                        .mapToDouble(c -> c.overlap.dice(EmptyMasks.LEAVE_OUT))
                        .filter(Double::isFinite)
                        .toArray();
        JsonObject expected =
                golden.getAsJsonObject("aggregates").getAsJsonObject("undefined_is_null");
        assertEquals(expected.get("images_counted").getAsInt(), dice.length);
        assertEquals(
                expected.get("dice_mean_over_defined_images").getAsDouble(),
                MeanScore.of(dice, 0).mean(),
                1e-9);
    }

    @Test
    void addedOverlapsEqualTheReferenceForPooledPixels() {
        Overlap pooled = cases().stream().map(Case::overlap).reduce(Overlap::plus).orElseThrow();
        JsonObject expected = golden.getAsJsonObject("aggregates").getAsJsonObject("pooled_pixels");
        assertEquals(expected.get("dice").getAsDouble(), pooled.dice(), 1e-9);
        assertEquals(expected.get("iou").getAsDouble(), pooled.iou(), 1e-9);
        assertEquals(expected.get("precision").getAsDouble(), pooled.precision(), 1e-9);
        assertEquals(expected.get("recall").getAsDouble(), pooled.recall(), 1e-9);
    }

    @Test
    void findingSomethingWhereNothingIsScoresZeroUnderEveryConvention() {
        Overlap overlap = new Overlap(0, 9, 0, 71);
        for (EmptyMasks convention : EmptyMasks.values()) {
            assertEquals(0, overlap.dice(convention));
            assertEquals(0, overlap.iou(convention));
            assertEquals(0, overlap.precision(convention));
            assertEquals(0, overlap.recall(convention));
        }
    }

    @Test
    void bytesAreForegroundUnlessZeroAlsoAboveWhatIsSigned() {
        byte[] prediction = {0, 1, (byte) 255, (byte) 128, 0};
        byte[] truth = {0, (byte) 255, 1, 0, 7};
        assertEquals(new Overlap(2, 1, 1, 1), Overlap.of(prediction, truth));
    }

    @Test
    void imagesOfDifferentTypeLayoutAndOriginAreCompared() {
        var labels = ArrayImgs.ints(new int[] {0, 1, 70_000, 0, 5, 0}, 3, 2);
        var planar = PlanarImgs.unsignedBytes(3, 2);
        int i = 0;
        int[] values = {0, 255, 128, 127, 0, 200};
        for (var pixel : Views.flatIterable(planar)) {
            pixel.set(values[i++]);
        }
        Overlap overlap = Overlap.of(labels, 0, Views.translate(planar, 40, -7), 127);
        assertEquals(new Overlap(2, 1, 1, 2), overlap);
    }

    @Test
    void aPixelAtTheThresholdOrWithoutAValueIsBackground() {
        var prediction = ArrayImgs.floats(new float[] {0.5f, Float.NaN, 0.6f}, 3);
        var truth = ArrayImgs.floats(new float[] {1, 1, 1}, 3);
        assertEquals(new Overlap(1, 0, 2, 0), Overlap.of(prediction, truth, 0.5));
    }

    @Test
    void stacksAreComparedVoxelByVoxel() {
        RandomAccessibleInterval<BitType> truth = ArrayImgs.bits(4, 3, 2);
        RandomAccessibleInterval<BitType> prediction = ArrayImgs.bits(4, 3, 2);
        truth.getAt(3, 2, 1).set(true);
        truth.getAt(0, 0, 0).set(true);
        prediction.getAt(3, 2, 1).set(true);
        assertEquals(new Overlap(1, 0, 1, 22), Overlap.of(prediction, truth, 0));
    }

    @Test
    void differentSizesAreNamed() {
        var prediction = ArrayImgs.unsignedBytes(4, 3);
        var truth = ArrayImgs.unsignedBytes(3, 4);
        Exception e =
                assertThrows(
                        IllegalArgumentException.class, () -> Overlap.of(prediction, truth, 0));
        assertEquals(
                "Prediction and truth must have the same size, but the prediction is 4x3 and the"
                        + " truth 3x4.",
                e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Overlap.of(ArrayImgs.bytes(4, 3, 1), ArrayImgs.bytes(4, 3), 0));
        assertTrue(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Overlap.of(new boolean[3], new boolean[4]))
                        .getMessage()
                        .contains("the prediction has 3 and the truth 4."));
        assertThrows(IllegalArgumentException.class, () -> Overlap.of(new byte[3], new byte[2]));
    }
}
