package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.leaf.Dinov2Files;
import sc.fiji.diffseg.leaf.LeafFamily;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.weights.SafetensorsFile;

class AlignedTrainingTest {

    private static final int STEPS = 30;

    @TempDir private Path folder;

    private Path official;
    private Path huggingFace;

    @BeforeEach
    void writeTeachers() throws IOException {
        List<Path> files = Dinov2Files.random(folder, 1);
        official = files.get(0);
        huggingFace = files.get(1);
    }

    @Test
    void featuresAlignWithoutLeavingTensorsBehindWhicheverTheNaming() throws IOException {
        AlignedTraining training = new AlignedTraining();
        Map<String, float[]> first = train(training, official, "official", STEPS, Progress.NONE);
        double before = training.mean("alignment", 0, 3);
        double after = training.mean("alignment", STEPS - 3, STEPS);
        assertTrue(after < before - 0.2, "the distance went from " + before + " to " + after);
        assertTrue(training.mean("l1", STEPS - 3, STEPS) < training.mean("l1", 0, 3));
        assertEquals(
                1, training.alive.subList(1, STEPS).stream().distinct().count(), "tensors alive");
        Map<String, float[]> second =
                train(new AlignedTraining(), huggingFace, "named", STEPS, Progress.NONE);
        first.forEach((name, values) -> assertArrayEquals(values, second.get(name), name));
    }

    @Test
    void interruptedTrainingEndsWithTheSameParametersBitForBit() throws IOException {
        Map<String, float[]> whole =
                train(new AlignedTraining(), official, "whole", 6, Progress.NONE);
        for (int i = 0; i < 2; i++) {
            assertThrows(
                    CancellationException.class,
                    () ->
                            train(
                                    new AlignedTraining(),
                                    official,
                                    "parts",
                                    6,
                                    ImpatientUser.after(2)));
        }
        assertTrue(whole.containsKey("projector.4.weight"));
        Parameters.assertSame(
                whole, train(new AlignedTraining(), official, "parts", 6, Progress.NONE));
    }

    @Test
    void exportedModelKnowsNeitherTeacherNorProjector() throws IOException {
        Path exported = folder.resolve("exported");
        new AlignedTraining()
                .run(
                        new JsonObject(),
                        AlignedTraining.method(official),
                        Optional.empty(),
                        1,
                        folder.resolve("checkpoint"),
                        Progress.NONE,
                        plan -> export(plan, exported));
        try (SafetensorsFile weights =
                SafetensorsFile.open(exported.resolve("weights.safetensors"))) {
            assertTrue(
                    weights.names().stream()
                            .allMatch(name -> name.matches("(vae|latent_encoder|unet)\\..+")));
        }
        ModelFolder model = ModelFolder.open(exported);
        String network = model.description().network().toString();
        assertTrue(!network.contains("teacher") && !network.contains("align"), network);
        // Loading is strict: every parameter of the model is there, and nothing else.
        try (SegmentationModel opened = new LeafFamily().open(model, TorchEngine.start("cpu"))) {
            assertEquals(4, opened.divisor());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/home/me/dino.safetensors", "C:\\me\\dino.safetensors"})
    void theModelCardCallsTheTeacherByItsFileNameOnly(String path) {
        JsonObject json = new JsonObject();
        JsonObject method = AlignedTraining.method(Path.of("x"));
        method.addProperty("teacher", path);
        json.add("method", method);
        Recipe recipe = Recipe.GSON.fromJson(json, Recipe.class);
        JsonObject told = recipe.toJson().getAsJsonObject("method");
        assertEquals("dino.safetensors", told.get("teacher").getAsString());
        assertEquals(64, told.get("projector_width").getAsInt());
        assertEquals(path, recipe.method().get("teacher").getAsString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"epsilon", "v_prediction"})
    void aModelCanBeFineTunedToAnotherPrediction(String prediction) throws IOException {
        Path exported = folder.resolve("base");
        new AlignedTraining()
                .run(
                        new JsonObject(),
                        new JsonObject(),
                        Optional.empty(),
                        1,
                        folder.resolve("first"),
                        Progress.NONE,
                        plan -> export(plan, exported));
        JsonObject network = new JsonObject();
        network.addProperty("prediction_type", prediction);
        AlignedTraining training = new AlignedTraining();
        training.run(
                network,
                AlignedTraining.method(official),
                Optional.of(ModelFolder.open(exported)),
                STEPS,
                folder.resolve("second"),
                Progress.NONE,
                plan ->
                        assertEquals(
                                prediction, plan.network().get("prediction_type").getAsString()));
        assertTrue(
                training.mean("l1", STEPS - 5, STEPS) < 0.95 * training.mean("l1", 0, 5),
                training.parts.get("l1").toString());
    }

    @Test
    void withoutATeacherTheObserverIsToldAndTrainingGoesOn() throws IOException {
        AlignedTraining training = new AlignedTraining();
        training.run(
                new JsonObject(),
                new JsonObject(),
                Optional.empty(),
                1,
                folder.resolve("checkpoint"),
                Progress.NONE,
                plan -> {});
        assertEquals(1, training.notices.size());
        assertEquals(new HashSet<>(List.of("l1")), training.parts.keySet());
    }

    private Map<String, float[]> train(
            AlignedTraining training, Path teacher, String name, long steps, Progress progress)
            throws IOException {
        return training.run(
                new JsonObject(),
                AlignedTraining.method(teacher),
                Optional.empty(),
                steps,
                folder.resolve(name),
                progress,
                plan -> {});
    }

    private static void export(TrainingPlan plan, Path target) {
        Recipe recipe =
                Recipe.GSON.fromJson(
                        """
                        {"name": "Tiny", "description": "Discs.", "license": "CC0-1.0",
                         "authors": [{"name": "Nobody"}], "cite": [], "family": "leaf",
                         "input_size": 16, "sampling": {},
                         "preprocessing": {"scaling": "percentile", "low_percentile": 0.2,
                             "high_percentile": 99.8, "framing": "whole", "tile_overlap": 0}}
                        """,
                        Recipe.class);
        try {
            ModelExport.write(target, recipe, plan, Optional.empty(), new JsonObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
