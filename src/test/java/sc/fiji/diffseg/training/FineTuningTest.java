package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.segment.TinyUniSegDiff;

/** A user's choices become a recipe, and the recipe a model. */
class FineTuningTest {

    private static final int PAIRS = 10;

    @TempDir static Path data;
    @TempDir Path scratch;

    private static ModelFolder tiny;
    private static Path images;
    private static Path masks;

    @BeforeAll
    static void draw() throws IOException {
        tiny = TinyModel.write(data.resolve("models/tiny"));
        Bars.draw(data.resolve("bars"), PAIRS);
        images = data.resolve("bars/images");
        masks = data.resolve("bars/masks");
    }

    @Test
    void whatIsLeftOpenIsAsTheBaseHasItAndAsInThePaper() {
        Recipe recipe = tuning(Effort.DEFAULT, "").recipe();
        assertEquals("leaf", recipe.family());
        assertEquals(TinyModel.INPUT, recipe.inputSize());
        assertEquals(tiny.description().preprocessing(), recipe.preprocessing());
        assertEquals(new JsonObject(), recipe.method());
        assertEquals(new JsonObject(), recipe.network());
        assertEquals(List.of("denoiser"), List.copyOf(recipe.stages().keySet()));
        assertEquals("bars", recipe.data().get(0).name());
        assertEquals("images", recipe.data().get(0).images());
        assertEquals("masks", recipe.data().get(0).masks());
    }

    @Test
    void methodSettingsGoWhereTheyBelong() {
        Recipe recipe =
                tuning(
                                Effort.DEFAULT,
                                "dice_weight=0.5, prediction_type=epsilon"
                                        + " warm_encoder=true teacher=\"/my files/vit.safetensors\"")
                        .recipe();
        assertEquals(0.5, recipe.method().get("dice_weight").getAsDouble());
        assertEquals("/my files/vit.safetensors", recipe.method().get("teacher").getAsString());
        assertEquals("epsilon", recipe.network().get("prediction_type").getAsString());
        assertFalse(recipe.method().has("prediction_type"));
        assertEquals(500, recipe.stages().get("image encoder").steps());
        assertEquals(1000, recipe.stages().get("denoiser").steps());
    }

    @Test
    void aSettingThatTheMethodLacksIsNamedWithThoseItHas() {
        String message = refused("dice_wieght=1");
        assertTrue(
                message.startsWith("LEAF has no setting 'dice_wieght': it has dice_weight,"),
                message);
        assertEquals(
                "The method settings are pairs such as dice_weight=0.5, not 'very well'.",
                refused("dice_weight=1 very well"));
    }

    private String refused(String settings) {
        FineTuning tuning = tuning(Effort.DEFAULT, settings);
        return assertThrows(IllegalArgumentException.class, tuning::recipe).getMessage();
    }

    @Test
    void everySizeFromScratchMakesAPlanWithTheStagesItNames() throws IOException {
        ModelStore none = new ModelStore(List.of());
        List<String> offered = StartingPoint.offered(none);
        assertEquals(
                List.of(
                        "from scratch: LEAF medium",
                        "from scratch: LEAF published",
                        "from scratch: LEAF small",
                        "from scratch: UniSegDiff full",
                        "from scratch: UniSegDiff medium",
                        "from scratch: UniSegDiff small"),
                offered.stream().sorted().toList());
        StartingPoint small =
                StartingPoint.of(none, "From scratch: UniSegDiff small", Progress.NONE);
        assertEquals(List.of("feature network", "denoiser"), small.stages(new JsonObject()));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> StartingPoint.of(none, "from scratch: LEAF huge", Progress.NONE));
        assertTrue(e.getMessage().startsWith("Nothing is called 'from scratch: LEAF huge'"));
    }

    @Test
    void theSurveyCountsWhatIsThere() throws IOException {
        Path folder = scratch.resolve("some");
        Bars.draw(folder, PAIRS);
        Files.delete(folder.resolve("masks/bar3.png"));
        Files.delete(folder.resolve("images/bar4.png"));
        Bars.empty(folder.resolve("masks/bar5.png"));
        FineTuning tuning = tuning(folder.resolve("images"), folder.resolve("masks"), 20, tiny);
        DataSurvey survey = new FineTuningJob(tuning, scratch.resolve("m")).survey(Progress.NONE);
        assertEquals(8, survey.training() + survey.validation() + survey.skipped());
        assertEquals(1, survey.content().emptyMasks());
        assertEquals(1, survey.content().mostLabels());
        String text = String.join("\n", survey.lines());
        assertTrue(text.contains("Left out: 1 image without a mask (bar3.png)"), text);
        assertTrue(text.contains("Left out: 1 mask without an image (bar4.png)"), text);
        assertTrue(text.contains("Images: 40 × 36 pixels, grey"), text);
        assertTrue(text.contains("1 of the masks are empty"), text);
    }

    @Test
    void emptyMasksAndEmptyFoldersEndBeforeAnythingIsLoaded() throws IOException {
        Path folder = scratch.resolve("empty");
        Bars.draw(folder, PAIRS);
        for (int i = 0; i < PAIRS; i++) {
            Bars.empty(folder.resolve("masks/bar" + i + ".png"));
        }
        FineTuning tuning = tuning(folder.resolve("images"), folder.resolve("masks"), 20, tiny);
        FineTuningJob job = new FineTuningJob(tuning, scratch.resolve("m"));
        String message =
                assertThrows(IOException.class, () -> job.survey(Progress.NONE)).getMessage();
        assertTrue(message.matches("All of the [0-9]+ masks for training are empty: .*"), message);
        Path nothing = Files.createDirectories(scratch.resolve("nothing"));
        FineTuning none = tuning(nothing, nothing, 20, tiny);
        assertThrows(IOException.class, () -> new FineTuningJob(none, scratch.resolve("m")));
        assertFalse(Files.exists(scratch.resolve("m")));
    }

    @Test
    void aFewStepsMakeAModelThatCanBeUsedAndTellWhatHappened() throws IOException {
        Path output = scratch.resolve("made");
        FineTuningJob job = new FineTuningJob(tuning(images, masks, 6, tiny), output);
        Forecast forecast = job.forecast(TorchEngine.start("cpu"), Progress.NONE);
        assertTrue(forecast.seconds() > 0 && forecast.bytes() > 12 * forecast.parameters());
        Log log = new Log();
        MeanScore score =
                job.run(TorchEngine.start("cpu"), log, new TrainingControl(), Progress.NONE);
        assertEquals(job.survey(Progress.NONE).validation(), score.count());
        assertEquals(
                List.of(
                        "began denoiser 1 of 6",
                        "validated 3",
                        "2 previews",
                        "validated 6",
                        "2 previews",
                        "scoring"),
                log.lines);
        ModelFolder made = ModelFolder.open(output);
        made.verify(Progress.NONE);
        assertEquals("bars", made.description().name());
        assertEquals("tiny", made.description().parent().orElseThrow().name());
        assertTrue(Files.size(output.resolve("training/curves.png")) > 1000);
        assertTrue(Files.exists(output.resolve("training/recipe.json")));
        assertTrue(Files.exists(output.resolve("MODEL_CARD.md")));
        assertFalse(Files.exists(output.resolve("training/checkpoint.safetensors")));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> new FineTuningJob(tuning(images, masks, 6, tiny), output));
        assertTrue(e.getMessage().endsWith("is not empty: choose another name for the model."));
    }

    @Test
    void theWrittenRecipeMakesTheSameModel() throws IOException {
        TorchEngine engine = TorchEngine.start("cpu");
        Path output = scratch.resolve("tuned");
        FineTuning tuning = tuning(images, masks, 4, tiny);
        new FineTuningJob(tuning, output)
                .run(engine, TrainingWatcher.NONE, new TrainingControl(), Progress.NONE);
        Path again = scratch.resolve("again");
        Recipe read = Recipe.read(output.resolve("training/recipe.json"));
        new TrainingJob(read, tuning.data().root(), again, scratch.resolve("work"))
                .run(engine, Optional.of(tiny), Progress.NONE);
        assertEquals(ModelFolder.open(output).hash(), ModelFolder.open(again).hash());
    }

    @Test
    void finishingEarlyKeepsTheBestModelAndScoresIt() throws IOException {
        TrainingControl control = new TrainingControl();
        Log log =
                new Log() {
                    @Override
                    public void stepped(String stage, long step, double loss) {
                        if (step == 2) {
                            control.finish();
                        }
                    }
                };
        Path output = scratch.resolve("early");
        FineTuningJob job = new FineTuningJob(tuning(images, masks, 500, tiny), output);
        MeanScore score = job.run(TorchEngine.start("cpu"), log, control, Progress.NONE);
        assertEquals(
                List.of("began denoiser 1 of 500", "validated 2", "2 previews", "scoring"),
                log.lines);
        assertTrue(score.count() > 0);
        ModelFolder.open(output).verify(Progress.NONE);
    }

    @Test
    void finishingDuringTheFirstOfTwoStagesKeepsWhatItMade() throws IOException {
        ModelFolder staged = TinyUniSegDiff.write(scratch.resolve("models/staged"), "staged");
        TrainingControl control = new TrainingControl();
        Log log = new Log();
        control.finish();
        Path output = scratch.resolve("first");
        new FineTuningJob(tuning(images, masks, 40, staged), output)
                .run(TorchEngine.start("cpu"), log, control, Progress.NONE);
        assertEquals("began feature network 1 of 500", log.lines.get(0));
        assertEquals("validated 1", log.lines.get(1));
        assertEquals("scoring", log.lines.get(log.lines.size() - 1));
        assertFalse(
                ModelFolder.open(output).description().network().get("denoiser").getAsBoolean());
    }

    @Test
    void aPausedTrainingMakesNoStepUntilItIsResumedAndCanBeCancelledMeanwhile() throws Exception {
        TrainingControl control = new TrainingControl();
        List<Long> steps = new ArrayList<>();
        Thread[] helper = new Thread[1];
        TrainingWatcher watcher =
                new TrainingWatcher() {
                    @Override
                    public void stepped(String stage, long step, double loss) {
                        steps.add(step);
                        if (step == 2) {
                            control.pause();
                            Thread training = Thread.currentThread();
                            helper[0] =
                                    new Thread(
                                            () -> {
                                                awaitWaiting(training);
                                                control.resume();
                                            });
                            helper[0].start();
                        } else if (step == 3) {
                            control.pause();
                            Thread training = Thread.currentThread();
                            new Thread(
                                            () -> {
                                                awaitWaiting(training);
                                                control.cancel();
                                            })
                                    .start();
                        }
                    }
                };
        Path output = scratch.resolve("paused");
        FineTuningJob job = new FineTuningJob(tuning(images, masks, 50, tiny), output);
        TorchEngine engine = TorchEngine.start("cpu");
        assertThrows(
                CancellationException.class,
                () -> job.run(engine, watcher, control, Progress.NONE));
        helper[0].join();
        assertEquals(List.of(1L, 2L, 3L), steps);
        assertTrue(Files.exists(output.resolve("training/checkpoint.safetensors")));

        FineTuningJob again = new FineTuningJob(tuning(images, masks, 50, tiny), output);
        assertTrue(again.isResumed());
        TrainingControl soon = new TrainingControl();
        soon.finish();
        Log log = new Log();
        again.run(engine, log, soon, Progress.NONE);
        assertEquals(
                List.of("recalled 1", "recalled 2", "recalled 3", "began denoiser 4 of 50"),
                log.lines.subList(0, 4));
    }

    /** Returns when a thread waits, as a paused training does. */
    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anInterruptedTrainingWithOtherSettingsIsNotOverwritten() throws Exception {
        Path output = scratch.resolve("kept");
        FineTuningJob job = new FineTuningJob(tuning(images, masks, 50, tiny), output);
        TrainingControl control = new TrainingControl();
        control.cancel();
        TorchEngine engine = TorchEngine.start("cpu");
        assertThrows(
                CancellationException.class,
                () -> job.run(engine, TrainingWatcher.NONE, control, Progress.NONE));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> new FineTuningJob(tuning(images, masks, 60, tiny), output));
        assertTrue(e.getMessage().contains("holds another training, which was interrupted"));
    }

    @Test
    void groupsAreToldByAPrefixOrATableAndStayTogether() throws IOException {
        Recipe.Data prefix = groupedBy("_").recipe().data().get(0);
        assertEquals("_", prefix.groups().separator());
        Path table = data.resolve("bars/patients.csv");
        StringBuilder lines = new StringBuilder("image,patient\n");
        for (int i = 0; i < PAIRS; i++) {
            lines.append("bar" + i + ".png,p" + i % 5 + "\n");
        }
        Files.writeString(table, lines);
        FineTuning tuning = groupedBy(table + ":image:patient");
        DataSurvey survey = new FineTuningJob(tuning, scratch.resolve("m")).survey(Progress.NONE);
        assertEquals(2, survey.validation(), "one patient of five");
        assertEquals(8, survey.training());
        assertThrows(IllegalArgumentException.class, () -> groupedBy(""));
    }

    private FineTuning groupedBy(String groupBy) {
        FineTuningData grouped =
                new FineTuningData(
                        images,
                        masks,
                        Optional.empty(),
                        Optional.empty(),
                        0.2,
                        Split.Mode.GROUPS,
                        groupBy,
                        Optional.empty());
        return new FineTuning(
                "bars", grouped, StartingPoint.of(tiny), Presentation.DEFAULT, Effort.DEFAULT, "");
    }

    @Test
    void validationImagesMayHaveAFolderOfTheirOwn() throws IOException {
        Path own = scratch.resolve("own");
        Bars.draw(own, 3);
        FineTuningData both =
                new FineTuningData(
                        images,
                        masks,
                        Optional.of(own.resolve("images")),
                        Optional.of(own.resolve("masks")),
                        0.2,
                        Split.Mode.BLOCKS,
                        "",
                        Optional.empty());
        FineTuning tuning =
                new FineTuning(
                        "own",
                        both,
                        StartingPoint.of(tiny),
                        Presentation.DEFAULT,
                        Effort.DEFAULT,
                        "");
        DataSurvey survey = new FineTuningJob(tuning, scratch.resolve("m")).survey(Progress.NONE);
        assertEquals(PAIRS, survey.training());
        assertEquals(3, survey.validation());
        assertEquals(0, survey.skipped());
    }

    private FineTuning tuning(Effort effort, String settings) {
        return new FineTuning(
                "bars",
                data(images, masks),
                StartingPoint.of(tiny),
                Presentation.DEFAULT,
                effort,
                settings);
    }

    private static FineTuning tuning(Path images, Path masks, long steps, ModelFolder base) {
        Effort effort = new Effort(steps, 500, 1e-3, 2, steps / 2, 0, 1, Precision.FLOAT32);
        return new FineTuning(
                "bars",
                data(images, masks),
                StartingPoint.of(base),
                Presentation.DEFAULT,
                effort,
                "");
    }

    private static FineTuningData data(Path images, Path masks) {
        return new FineTuningData(
                images,
                masks,
                Optional.empty(),
                Optional.empty(),
                0.2,
                Split.Mode.RANDOM,
                "",
                Optional.empty());
    }

    /** Notes what it is told, but the steps. */
    private static class Log implements TrainingWatcher {

        final List<String> lines = new ArrayList<>();

        @Override
        public void recalled(String stage, long step, double loss) {
            lines.add("recalled " + step);
        }

        @Override
        public void began(String stage, long firstStep, long steps, boolean validated) {
            lines.add("began " + stage + " " + firstStep + " of " + steps);
        }

        @Override
        public void validated(String stage, long step, double dice, double iou, boolean best) {
            assertTrue(dice >= iou && iou >= 0 && dice <= 1);
            lines.add("validated " + step);
        }

        @Override
        public int previews() {
            return 2;
        }

        @Override
        public void previewed(String stage, long step, List<Preview> previews) {
            lines.add(previews.size() + " previews");
        }

        @Override
        public void scoring() {
            lines.add("scoring");
        }
    }
}
