package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;

class TrainingDataTest {

    @TempDir private Path root;

    private final JsonObject recipe = TinyTraining.recipe();

    @BeforeEach
    void writePictures() {
        TinyTraining.writePictures(root, 0, 8);
    }

    /** The data of a training that goes on, or begins, with all files read. */
    private TrainingData data(boolean goesOn) throws IOException {
        KeptSplits splits = new KeptSplits(root.resolve("splits.json"), goesOn);
        TrainingData data =
                new TrainingData(
                        TinyTraining.read(recipe, root.resolve("recipe.json")), root, splits);
        data.check(Progress.NONE);
        return data;
    }

    private static Set<String> held(TrainingData data) {
        return data.held().get("discs").stream().map(ImagePair::name).collect(Collectors.toSet());
    }

    private static JsonObject card(TrainingData data) {
        return data.card().get(0).getAsJsonObject();
    }

    private String refusal() {
        return assertThrows(IOException.class, () -> data(true)).getMessage();
    }

    @Test
    void aTrainingGoesOnWithTheSplitThatItBeganWith() throws IOException {
        TrainingData before = data(false);
        assertEquals(2, before.held().get("discs").size());

        TinyTraining.writePictures(root, 8, 12);
        recipe.addProperty("validation_fraction", 0.5);
        recipe.addProperty("seed", 9);
        TrainingData after = data(true);

        assertEquals(held(before), held(after));
        assertEquals(before.sets(), after.sets());
        assertEquals(
                List.of(
                        "4 image pairs of discs were added after this training began and are not"
                                + " used in it; begin a new one to use them."),
                after.notices());
        assertNotEquals(before.held(), data(false).held(), "a new training splits anew");
    }

    @Test
    void theCardSumsUpTheDataAndHashesThem() throws IOException {
        Pictures.grey(root.resolve("masks/a_0.png"), 16, 16, (x, y) -> 0);
        Pictures.grey(root.resolve("images/big.png"), 40, 20, (x, y) -> x);
        Pictures.grey(root.resolve("masks/big.png"), 40, 20, (x, y) -> x < 3 ? x : 0);
        JsonObject card = card(data(false));
        JsonObject content = card.getAsJsonObject("content");

        assertEquals(7, card.get("training_images").getAsInt());
        assertEquals(2, card.get("validation_images").getAsInt());
        assertEquals("random", card.get("split").getAsString());
        assertEquals(9, content.get("pairs").getAsInt());
        assertEquals("16 x 16", content.get("smallest").getAsString());
        assertEquals("40 x 20", content.get("largest").getAsString());
        assertEquals(1, content.get("empty_masks").getAsInt());
        assertEquals(2, content.get("most_labels").getAsInt());
        assertTrue(content.get("sha256").getAsString().matches("[0-9a-f]{64}"));
        assertEquals(card, card(data(true)), "and says the same when the training goes on");
    }

    @Test
    void changedFilesAreToldAndTheCardTellsOfThoseUsedLast() throws IOException {
        JsonObject before = card(data(false)).getAsJsonObject("content");
        Pictures.grey(root.resolve("masks/b_3.png"), 16, 16, (x, y) -> 0);

        TrainingData after = data(true);

        assertEquals(1, after.notices().size());
        assertTrue(after.notices().get(0).contains("changed after this training began"));
        JsonObject content = card(after).getAsJsonObject("content");
        assertNotEquals(before.get("sha256"), content.get("sha256"));
        assertEquals(1, content.get("empty_masks").getAsInt());
        assertTrue(data(true).notices().isEmpty(), "told once");
    }

    @Test
    void missingPairsAndOtherDataSetsAreRefusedAndNothingIsLost() throws IOException {
        data(false);
        String kept = Files.readString(root.resolve("splits.json"));
        Path gone = root.resolve("images/a_1.png");
        Files.move(gone, root.resolve("away.png"));
        assertTrue(refusal().startsWith("1 pairs that the split in "), refusal());
        assertTrue(refusal().contains("discs/a_1: bring them back"), refusal());
        Files.move(root.resolve("away.png"), gone);

        TinyTraining.data(recipe).addProperty("name", "others");
        assertTrue(refusal().contains("began without the data set others"), refusal());
        assertEquals(kept, Files.readString(root.resolve("splits.json")));
        Files.writeString(root.resolve("splits.json"), "{");
        assertTrue(refusal().contains("not valid JSON"), refusal());
    }

    @Test
    void dataSetsOfOneNameAreRefused() {
        recipe.getAsJsonArray("data").add(TinyTraining.data(recipe).deepCopy());
        assertEquals(
                "The recipe calls two data sets discs: give each a name of its own.",
                assertThrows(IOException.class, () -> data(false)).getMessage());
    }

    @Test
    void theSummaryReadsTheSameInEveryCountry() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            List<String> lines = new DataSummary(3, "8 x 8", "8 x 8", 3, 0, 1, 0.125).lines();
            assertEquals("Foreground: 12.5 % of all pixels; no mask is empty", lines.get(2));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void patientsStayTogether() throws IOException {
        TinyTraining.data(recipe).addProperty("split", "GROUPS");
        assertTrue(refusal().contains("does not say how they are found"), refusal());
        JsonObject groups = new JsonObject();
        groups.addProperty("separator", "_");
        TinyTraining.data(recipe).add("groups", groups);
        for (int seed = 0; seed < 5; seed++) {
            recipe.addProperty("seed", seed);
            Set<String> held =
                    held(data(false)).stream()
                            .map(name -> name.substring(0, 1))
                            .collect(Collectors.toSet());
            assertEquals(1, held.size(), "two images of one of four patients");
        }
    }

    @Test
    void aFolderForValidationMayUseTheSameNames() throws IOException {
        Path other = root.resolve("other");
        TinyTraining.writePictures(other, 0, 2);
        JsonObject data = TinyTraining.data(recipe);
        data.addProperty("validation_images", "other/images");
        data.addProperty("validation_masks", "other/masks");
        TrainingData first = data(false);

        assertEquals(8, first.sets().get(0).pairs().size());
        assertTrue(first.held().get("discs").get(0).image().startsWith(other));
        assertEquals(
                List.of(
                        "2 validation images of discs are also trained on, as copies: remove"
                                + " the copies, or the scores are too high."),
                first.notices());
        assertEquals(first.held(), data(true).held());
    }

    @Test
    void aFileThatCannotBeUsedIsFoundBeforeTheTraining() throws IOException {
        Pictures.grey(root.resolve("masks/b_2.png"), 17, 16, (x, y) -> 0);
        String message = assertThrows(IOException.class, () -> data(false)).getMessage();
        assertTrue(message.contains("b_2.png is 16 x 16 pixels, but its mask"), message);
        assertFalse(Files.exists(root.resolve("splits.json")));
    }
}
