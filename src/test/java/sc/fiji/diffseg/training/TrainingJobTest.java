package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
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
import sc.fiji.diffseg.segment.TinyModel;

class TrainingJobTest {

    private final TorchEngine engine = TorchEngine.start("cpu");
    private final JsonObject recipe = TinyTraining.recipe();
    private final List<String> told = new ArrayList<>();

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
                    public void noticed(String sentence) {
                        if (!sentence.startsWith("Feature alignment is off")) {
                            told.add(sentence);
                        }
                    }

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

    private String refusal(Path output, Path work, Optional<ModelFolder> base) throws IOException {
        Recipe read = TinyTraining.read(recipe, root.resolve("recipe.json"));
        TrainingJob job = new TrainingJob(read, root, output, work);
        return assertThrows(IOException.class, () -> job.run(engine, base, Progress.NONE))
                .getMessage();
    }

    private void rate(double learningRate) {
        recipe.getAsJsonObject("stages")
                .getAsJsonObject("denoiser")
                .addProperty("learning_rate", learningRate);
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

    private void copy(String image, String to) throws IOException {
        Path images = root.resolve("images");
        Files.copy(images.resolve(image), images.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aCancelledTrainingGoesOnToTheSameModelHistoryAndCard() throws IOException {
        // Copies of one image, of which some are validated on and others trained on: a notice.
        for (int i = 1; i < 8; i++) {
            copy("a_0.png", (char) ('a' + i / 2) + "_" + i + ".png");
        }
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
        List<String> notices =
                card.getAsJsonArray("notices").asList().stream()
                        .map(JsonElement::getAsString)
                        .toList();
        assertEquals(2, notices.size(), notices.toString());
        assertTrue(notices.get(0).startsWith("2 validation images of discs are also trained on"));
        assertTrue(notices.get(1).startsWith("Feature alignment is off"), notices.get(1));
        String markdown = ModelCard.markdown(ModelFolder.open(output("whole")).description(), "");
        assertTrue(markdown.contains("16 x 16 to 16 x 16 pixels, 0 of 8 masks empty"), markdown);
    }

    @Test
    void aTrainingThatNoLongerImprovesEndsEarly() throws IOException {
        recipe.addProperty("patience", 1);
        rate(1e-12);
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
    void noTrainingWritesOverAModelOrGoesOnWithACheckpointThatIsNotItsOwn() throws IOException {
        train("one");
        byte[] weights = weights("one");
        ModelFolder other = TinyModel.write(root.resolve("other"));
        String foreign = "holds a model that the training in ";
        String message = refusal(output("one"), work("mistyped"), Optional.empty());
        assertTrue(message.contains(foreign + work("mistyped") + " does not"), message);
        message = refusal(other.folder(), work("one"), Optional.empty());
        assertTrue(message.contains(foreign + work("one") + " does not"), message);
        message = refusal(other.folder(), work("new"), Optional.of(other));
        assertTrue(message.startsWith("The base of this training lies in "), message);
        assertFalse(Files.exists(work("mistyped")));

        message = refusal(output("one"), work("one"), Optional.of(other));
        assertTrue(message.contains("holds another training, which differs in base: "), message);
        Path checkpoint = work("one").resolve("checkpoint.safetensors");
        Path away = Files.move(checkpoint, root.resolve("away"));
        message = refusal(output("one"), work("one"), Optional.empty());
        assertTrue(message.contains(foreign + work("one") + " does not"), message);
        Files.move(away, checkpoint);
        recipe.addProperty("seed", 2);
        recipe.addProperty("batch_size", 2);
        message = refusal(output("one"), work("one"), Optional.empty());
        assertTrue(message.contains(", which differs in batch_size, seed: "), message);
        assertArrayEquals(weights, weights("one"));
        other.verify(Progress.NONE);
    }

    @Test
    void aTrainingThatDivergedGoesOnWithALowerLearningRateAndSaysSo() throws IOException {
        rate(1e12);
        String advice = assertThrows(DivergedException.class, () -> train("steep")).getMessage();
        assertTrue(advice.contains("go on from the last checkpoint"), advice);
        rate(1e-4);
        train("steep");
        String notice =
                "From step 1 of the stage 'denoiser' on, this training goes on with a learning rate"
                        + " of 0.0001 in place of 1000000000000 in the stage 'denoiser'.";
        assertEquals(List.of(notice), told);
        JsonObject card = card("steep");
        assertTrue(card.getAsJsonArray("notices").contains(new JsonPrimitive(notice)));

        train("steep");
        assertEquals(card, card("steep"), "a finished training is scored again");
        rate(1e-5);
        String message = refusal(output("steep"), work("steep"), Optional.empty());
        assertTrue(message.contains("has made all its steps, too late for a learning"), message);
        assertEquals(card, card("steep"));
        assertTrue(
                Files.readString(work("steep").resolve("recipe.json"))
                        .contains("\"learning_rate\": 1.0E-4"));
    }

    @Test
    void aHistoryThatAnotherProgramLocksIsWrittenLater() throws IOException {
        train("whole");
        Path file = work("parts").resolve("history.csv");
        train(
                "parts",
                (step, control) -> {
                    if (step == 2) {
                        Files.move(file, root.resolve("away"));
                        Files.createDirectory(file);
                    } else if (step == 5) {
                        Files.delete(file);
                    }
                });
        assertEquals(history("whole"), history("parts"));
        assertEquals(card("whole"), card("parts"));
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).startsWith("Could not write the history to " + file), told.get(0));
        assertTrue(told.get(0).contains("the training goes on"), told.get(0));
    }

    @Test
    void aFolderThatCannotBeWrittenToIsRefusedBeforeTheFirstStep() throws IOException {
        Files.createFile(root.resolve("blocked"));
        String message = assertThrows(IOException.class, () -> train("blocked")).getMessage();
        assertTrue(message.startsWith("Could not write files to "), message);
    }
}
