package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.report.ModelCard;
import sc.fiji.diffseg.segment.LoadedModel;

class TrainingJobTest {

    private final TorchEngine engine = TorchEngine.start("cpu");
    private final JsonObject recipe = TinyTraining.recipe();

    @TempDir private Path root;

    @BeforeEach
    void writePictures() {
        TinyTraining.writePictures(root, 0, 8);
    }

    /** What happens after a step of the denoiser. */
    private interface After {
        void step(long step, TrainingControl control) throws IOException;
    }

    private void train(String name, After after) throws IOException {
        Recipe read = TinyTraining.read(recipe, root.resolve("recipe.json"));
        TrainingControl control = new TrainingControl();
        TrainingWatcher watcher =
                new TrainingWatcher() {
                    @Override
                    public void stepped(String stage, long step, double loss) {
                        try {
                            after.step(stage.equals("denoiser") ? step : 0, control);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                };
        new TrainingJob(read, root, output(name), work(name))
                .run(engine, Optional.empty(), watcher, control, Progress.NONE);
    }

    private void train(String name) throws IOException {
        train(name, (step, control) -> {});
    }

    private Path output(String name) {
        return root.resolve(name).resolve("model");
    }

    private Path work(String name) {
        return root.resolve(name).resolve("work");
    }

    private List<String> history(String name) throws IOException {
        return Files.readAllLines(work(name).resolve("history.csv"));
    }

    private JsonObject card(String name) throws IOException {
        return ModelFolder.open(output(name)).description().training();
    }

    /** Opens the model, which checks its hashes, and returns its weights. */
    private byte[] weights(String name) throws IOException {
        ModelFolder folder = ModelFolder.open(output(name));
        LoadedModel.open(folder, engine, Progress.NONE).close();
        return Files.readAllBytes(folder.path(folder.description().weights().get(0).source()));
    }

    @Test
    void aCancelledTrainingGoesOnToTheSameModelHistoryAndCard() throws IOException {
        train("whole");
        assertThrows(
                CancellationException.class,
                () ->
                        train(
                                "parts",
                                (step, control) -> {
                                    if (step == 3) {
                                        control.cancel();
                                    }
                                }));
        train("parts");

        assertArrayEquals(weights("whole"), weights("parts"));
        assertEquals(history("whole"), history("parts"));
        assertEquals(card("whole"), card("parts"));

        List<String> rows = history("whole");
        assertTrue(
                rows.get(0).startsWith("stage,step,loss,")
                        && rows.get(0).contains("gradient_norm,learning_rate")
                        && rows.get(0).contains("Dice discs"),
                rows.get(0));
        assertEquals(1 + 2 + 6, new HashSet<>(rows).size());
        JsonObject card = card("whole");
        assertEquals("both empty count as 1", card.get("empty_masks").getAsString());
        JsonObject curve = card.getAsJsonObject("curve").getAsJsonObject("denoiser");
        assertEquals(6, curve.getAsJsonArray("loss").size());
        assertEquals(3, curve.getAsJsonArray("Dice discs").size());
        assertEquals(3, curve.getAsJsonArray("IoU discs").size());
        assertEquals(
                2,
                card.getAsJsonObject("validation_iou")
                        .getAsJsonObject("discs")
                        .get("count")
                        .getAsInt());
        assertTrue(card.toString().contains("Feature alignment is off"), "notices are kept");
        String markdown = ModelCard.markdown(ModelFolder.open(output("whole")).description(), "");
        assertTrue(markdown.contains("16 x 16 to 16 x 16 pixels, 0 of 8 masks empty"), markdown);
    }

    @Test
    void aTrainingThatNoLongerImprovesEndsEarly() throws IOException {
        recipe.addProperty("patience", 1);
        recipe.getAsJsonObject("stages")
                .getAsJsonObject("denoiser")
                .addProperty("learning_rate", 1e-12);
        train("patient");

        assertEquals(1 + 2 + 4, history("patient").size(), "validated after 2 and 4 steps");
        assertEquals(2, card("patient").get("step").getAsInt());
    }

    @Test
    void anUnwritableModelFolderEndsTheTrainingAndTheBestModelStands() throws IOException {
        // Without validation images every validation keeps the model.
        recipe.addProperty("validation_fraction", 0);
        train("whole");
        Path away = root.resolve("away");
        String message =
                assertThrows(
                                IOException.class,
                                () ->
                                        train(
                                                "parts",
                                                (step, control) -> {
                                                    if (step == 3) {
                                                        Files.move(output("parts"), away);
                                                        Files.createFile(output("parts"));
                                                    }
                                                }))
                        .getMessage();
        assertTrue(message.startsWith("Could not write the best model so far to "), message);
        assertTrue(message.endsWith("start the training again to go on."), message);

        Files.delete(output("parts"));
        Files.move(away, output("parts"));
        assertEquals(2, card("parts").get("step").getAsInt());
        assertTrue(weights("parts").length > 0);
        train("parts");

        assertArrayEquals(weights("whole"), weights("parts"));
        assertEquals(history("whole"), history("parts"));
        assertEquals(6, card("parts").get("step").getAsInt());
        assertFalse(card("parts").toString().contains("Dice discs"));
    }

    @Test
    void aFolderThatCannotBeWrittenToIsRefusedBeforeTheFirstStep() throws IOException {
        Files.createFile(root.resolve("blocked"));
        String message = assertThrows(IOException.class, () -> train("blocked")).getMessage();
        assertTrue(message.startsWith("Could not write files to "), message);
    }
}
