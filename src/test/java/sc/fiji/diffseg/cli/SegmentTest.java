package sc.fiji.diffseg.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.segment.TinyUniSegDiff;

class SegmentTest {

    @TempDir Path root;
    private Path images;
    private Path model;
    private Path results;

    @BeforeEach
    void prepare() throws IOException {
        images = Files.createDirectories(root.resolve("images"));
        model = root.resolve("model");
        results = root.resolve("results");
        TinyModel.write(model);
    }

    private void image(String name) {
        byte[] pixels = new byte[40 * 30];
        new Random(3).nextBytes(pixels);
        new FileSaver(new ImagePlus(name, new ByteProcessor(40, 30, pixels)))
                .saveAsTiff(images.resolve(name).toString());
    }

    private Terminal.Run segment(String... more) {
        List<String> arguments = new ArrayList<>(List.of("segment", images.toString()));
        arguments.addAll(List.of("--output", results.toString(), "--device", "cpu"));
        arguments.addAll(List.of("--precision", "float32"));
        arguments.addAll(List.of(more));
        return Terminal.run(arguments.toArray(String[]::new));
    }

    @Test
    void imagesAreSegmentedWithTheOptionsGiven() throws IOException {
        image("a.tif");
        Terminal.Run run =
                segment(
                        "--model",
                        model.toString(),
                        "--output-type",
                        "mask",
                        "--connectivity",
                        "4",
                        "--scaling",
                        "percentile:2:98:whole-image",
                        "--samples",
                        "2",
                        "--uncertainty",
                        "--overlay");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("a.tif"), run.out());
        assertTrue(run.err().contains("100 %"), run.err());
        for (String end : List.of("-mask.tif", "-uncertainty.tif", "-overlay.png", ".json")) {
            assertTrue(Files.exists(results.resolve("a" + end)), end);
        }
        String record = Files.readString(results.resolve("a.json"));
        assertTrue(record.contains("\"scaling\": \"percentile:2.0:98.0:whole-image\""), record);
        assertTrue(record.contains("\"connectivity\": 4"), record);
    }

    @Test
    void samplesAreFusedAsTheOptionSays() throws IOException {
        image("a.tif");
        Terminal.Run run =
                segment("--model", model.toString(), "--samples", "3", "--fusion", "majority");
        assertEquals(0, run.code(), run.err());
        assertEquals(4, Files.readAllLines(results.resolve("a-samples.csv")).size());
        String record = Files.readString(results.resolve("a.json"));
        assertTrue(record.contains("\"fusion\": \"majority\""), record);
    }

    @Test
    void theModelDrawsAsManySamplesAsItIsMadeFor() throws IOException {
        image("a.tif");
        Path many = root.resolve("many");
        TinyUniSegDiff.write(many, "many");
        Terminal.Run run = segment("--model", many.toString(), "--uncertainty");
        assertEquals(0, run.code(), run.err());
        assertTrue(Files.readString(results.resolve("a.json")).contains("\"samples\": 6"));

        results = root.resolve("one");
        assertOneSentence(
                segment("--model", model.toString(), "--uncertainty"), 1, "at least 2 samples");
    }

    @Test
    void oneFileThatIsNoImageMakesTheExitCodeOneAndTheOthersAreDone() throws IOException {
        image("a.tif");
        image("z.tif");
        Files.writeString(images.resolve("notes.png"), "no image");
        Terminal.Run run = segment("--model", model.toString());
        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("1 of 3 files could not be segmented"), run.err());
        assertTrue(run.err().contains("notes.png: "), run.err());
        assertTrue(Files.exists(results.resolve("z-labels.tif")));
    }

    private static void assertOneSentence(Terminal.Run run, int code, String part) {
        assertEquals(code, run.code(), run.err());
        List<String> lines = run.err().lines().filter(line -> !line.startsWith("Model: ")).toList();
        assertTrue(lines.get(lines.size() - 1).contains(part), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void anOutputBelowAFileIsRefused() {
        image("a.tif");
        Path impossible = images.resolve("a.tif").resolve("results");
        Terminal.Run run = Terminal.run("segment", images.toString(), "-o", impossible.toString());
        assertOneSentence(run, 1, "Nothing can be written into the output folder");
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @Test
    void aModelOfAnotherFamilyIsRefused() throws IOException {
        image("a.tif");
        TinyModel.write(model, "strange", "unheard-of");
        Terminal.Run run = segment("--model", model.toString());
        assertOneSentence(run, 1, "family 'unheard-of'");
        assertFalse(Files.exists(results.resolve("a-labels.tif")));
    }

    @Test
    void weightsThatAreNotThoseOfTheModelAreRefused() throws IOException {
        image("a.tif");
        damageWeights();
        assertOneSentence(segment("--model", model.toString()), 1, "SHA-256");
    }

    private void damageWeights() throws IOException {
        Path weights = model.resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
    }

    @Test
    void settingsThatTheModelCannotDoAreRefusedBeforeItsWeightsAreRead() throws IOException {
        image("a.tif");
        damageWeights();
        Terminal.Run run = segment("--model", model.toString(), "--steps", "1001");
        assertOneSentence(run, 1, "denoising steps must lie between 1 and the 1000 timesteps");
    }

    @Test
    void aModelThatIsNotThereIsRefused() {
        image("a.tif");
        assertOneSentence(segment("--model", "nothing"), 1, "There is no model 'nothing'");
    }

    @Test
    void aChannelThatTheImageLacksIsTheProblemOfTheImage() {
        image("a.tif");
        Terminal.Run run = segment("--model", model.toString(), "--channel", "2");
        assertOneSentence(run, 1, "has no channel 2");
    }

    @Test
    void wrongUseIsExitCodeTwoWithoutAPageOfHelp() {
        for (String[] wrong :
                List.of(
                        new String[] {"--threshold", "1.5"},
                        new String[] {"--connectivity", "6"},
                        new String[] {"--scaling", "percentile:5"},
                        new String[] {"--samples", "-1"},
                        new String[] {"--uncertainty", "--samples", "1"},
                        new String[] {"--fusion", "staple", "--samples", "1"},
                        new String[] {"--fusion", "average", "--samples", "2"},
                        new String[] {"--framing", "sideways"},
                        new String[] {"--channel", "-1"},
                        new String[] {"--threads", "-1"},
                        new String[] {"--what"})) {
            Terminal.Run run = segment(wrong);
            assertEquals(2, run.code(), String.join(" ", wrong) + ": " + run.err());
            assertTrue(run.err().lines().count() <= 3, run.err());
        }
        assertEquals(2, Terminal.run("segment", "-o", results.toString()).code());
    }

    @Test
    void helpShowsTheDefaults() {
        Terminal.Run run = Terminal.run("segment", "--help");
        assertEquals(0, run.code());
        assertTrue(run.out().contains("(default: 0.5)"), run.out());
        assertTrue(run.out().contains("Exit code"), run.out());
    }
}
