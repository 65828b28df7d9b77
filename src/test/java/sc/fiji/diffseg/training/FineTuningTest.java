package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.TinyModel;

/** A user's choices become a recipe, and their folders its data. */
class FineTuningTest extends WithBars {

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
}
