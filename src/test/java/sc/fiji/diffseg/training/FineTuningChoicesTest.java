package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.SegmentationSettings;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.segment.TinyUniSegDiff;

/** What users may choose, and what they are told of choices that make no sense. */
class FineTuningChoicesTest {

    private static final int PAIRS = 10;

    @TempDir private Path folder;

    @BeforeEach
    void draw() throws IOException {
        Bars.draw(folder.resolve("bars"), PAIRS);
    }

    private FineTuning tuning(ModelFolder base, int inputSize, String settings) {
        FineTuningData data =
                new FineTuningData(
                        folder.resolve("bars/images"),
                        folder.resolve("bars/masks"),
                        Optional.empty(),
                        Optional.empty(),
                        0.2,
                        Split.Mode.RANDOM,
                        "",
                        Optional.empty());
        Presentation presentation =
                new Presentation(inputSize, Optional.empty(), Optional.empty(), true, 1);
        Effort effort = new Effort(2, 0, 1e-3, 2, 2, 0, 1, Precision.FLOAT32);
        return new FineTuning("bars", data, StartingPoint.of(base), presentation, effort, settings);
    }

    private void train(FineTuning tuning, Path output) throws IOException {
        new FineTuningJob(tuning, output)
                .run(
                        TorchEngine.start("cpu"),
                        TrainingWatcher.NONE,
                        new TrainingControl(),
                        Progress.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "warm_encoder=yes | warm_encoder must be true or false, not 'yes'.",
                "dice_weight=high | dice_weight must be a number, not 'high'.",
                "average_image_encoder=2 | average_image_encoder must be true or false, not '2'."
            })
    void aSettingOfTheWrongKindIsRefused(String settings, String told) throws IOException {
        ModelFolder tiny = TinyModel.write(folder.resolve("tiny"));

        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class, () -> tuning(tiny, 0, settings).recipe());

        assertEquals(told, refused.getMessage());
    }

    @Test
    void aSwitchIsUnderstoodInAnyOfItsSpellings() throws IOException {
        ModelFolder tiny = TinyModel.write(folder.resolve("tiny"));

        Recipe recipe = tuning(tiny, 0, "warm_encoder=TRUE average_image_encoder=1").recipe();

        assertTrue(recipe.method().get("warm_encoder").getAsBoolean());
        assertTrue(recipe.method().get("average_image_encoder").getAsBoolean());
    }

    @Test
    void anInputThatTheNetworksCannotSeeIsRefusedWithTheNearestThatTheyCan() throws IOException {
        ModelFolder staged = TinyUniSegDiff.write(folder.resolve("staged"), "staged");
        Path output = folder.resolve("tuned");

        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> train(tuning(staged, 18, ""), output));

        assertEquals(
                "These networks see images whose sides are multiples of 4, and the input size is"
                        + " 18: choose 16 or 20.",
                refused.getMessage());
        assertFalse(Files.exists(output.resolve("model.json")));
    }

    @Test
    void aModelThatLearnedOtherwiseThanItsBaseIsDrawnAsItLearned() throws IOException {
        ModelFolder staged = TinyUniSegDiff.write(folder.resolve("staged"), "staged");
        Path output = folder.resolve("tuned");

        train(tuning(staged, 0, "schedule=uniform target=mask steps=2"), output);

        SegmentationSettings asked =
                SegmentationSettings.DEFAULT.withSampling(SamplingSettings.MODEL);
        SamplingSettings drawn =
                asked.resolvedFor(ModelFolder.open(output).description()).sampling();
        assertEquals(1, drawn.samples());
        assertTrue(drawn.sampler().isEmpty(), drawn.sampler());
    }
}
