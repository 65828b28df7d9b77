package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Cancelable;
import org.scijava.event.EventHandler;
import org.scijava.event.EventService;
import org.scijava.module.Module;
import org.scijava.task.event.TaskEvent;
import sc.fiji.diffseg.segment.TinyModel;

class LeafSegmentTest extends WithModels {

    @BeforeAll
    static void install() throws Exception {
        TinyModel.write(models.resolve("a"), "a model", "leaf");
        TinyModel.write(models.resolve("b"), "LEAF nuclei", "leaf");
    }

    @Test
    void anEightBitImageGivesLabelsOfItsSizeAndScale() throws Exception {
        ImagePlus image = new ImagePlus("cells.tif", noise(40, 30, 0));
        image.getCalibration().pixelWidth = 0.5;
        image.getCalibration().setUnit("um");
        ImagePlus labels = segmentation(run(Map.of("image", image)));
        assertEquals("cells-labels", labels.getTitle());
        assertEquals(40, labels.getWidth());
        assertEquals(30, labels.getHeight());
        assertEquals(0.5, labels.getCalibration().pixelWidth);
        assertTrue(labels.getStatistics().max >= 1, "nothing was found");
        assertTrue(labels.getInfoProperty().contains("\"name\": \"LEAF nuclei\""));
        assertEquals(0, WindowManager.getImageCount(), "shown, though no macro asked for it");
    }

    @Test
    void anRgbImageGivesAMask() throws Exception {
        ImagePlus image = new ImagePlus("tissue", new ColorProcessor(20, 20, colours(400)));
        ImagePlus mask = segmentation(run(Map.of("image", image, "output", "mask")));
        assertEquals("tissue-mask", mask.getTitle());
        int[] histogram = mask.getProcessor().getHistogram();
        assertEquals(400, histogram[0] + histogram[255]);
        assertTrue(histogram[255] > 0, "nothing was found");
    }

    @Test
    void aStackGivesMapsOfEverySlice() throws Exception {
        ImageStack stack = new ImageStack(20, 20);
        stack.addSlice("first", noise(20, 20, 1));
        stack.addSlice("second", noise(20, 20, 2));
        Module module =
                run(
                        Map.of(
                                "image",
                                new ImagePlus("stack", stack),
                                "samples",
                                2,
                                "probability_map",
                                true,
                                "uncertainty_map",
                                true));
        assertEquals("second", segmentation(module).getStack().getSliceLabel(2));
        ImagePlus probability = (ImagePlus) module.getOutput("probability");
        ImagePlus uncertainty = (ImagePlus) module.getOutput("uncertainty");
        assertEquals(2, probability.getStackSize());
        assertEquals(2, uncertainty.getStackSize());
        assertTrue(probability.getStatistics().max > probability.getStatistics().min);
        assertTrue(uncertainty.getStatistics().max > 0);
    }

    @Test
    void aStackThatIsClosedMeanwhileIsSegmentedAllTheSame() throws Exception {
        ImagePlus image = new ImagePlus();
        ImageStack stack =
                new ImageStack(20, 20) {
                    @Override
                    public ImageProcessor getProcessor(int slice) {
                        if (slice == 2) {
                            image.flush();
                        }
                        return super.getProcessor(slice);
                    }
                };
        for (int slice = 1; slice <= 3; slice++) {
            stack.addSlice(noise(20, 20, slice));
        }
        image.setStack("stack", stack);
        ImagePlus labels = segmentation(run(Map.of("image", image)));
        assertEquals(3, labels.getStackSize());
        assertTrue(labels.getStack().getProcessor(3).getStats().max > 0, "nothing was found");
        image.flush();
        assertNull(stack.getPixels(3), "kept when nobody needs it");
    }

    @ParameterizedTest
    @CsvSource({
        "scaling, percentile",
        "framing, whole",
        "samples, 2",
        "steps, 3",
        "seed, 5",
        "precision, bfloat16"
    })
    void aParameterOfTheModelChangesTheProbability(String key, String value) throws Exception {
        ImagePlus image = new ImagePlus("cells", noise(64, 64, 3));
        float[] usual = probabilities(image, Map.of());
        assertArrayEquals(usual, probabilities(image, Map.of()), "not repeatable");
        assertFalse(Arrays.equals(usual, probabilities(image, Map.of(key, value))));
    }

    @Test
    void samplesAreFusedAsAskedAndTheirTableIsAnOutput() throws Exception {
        ImagePlus image = new ImagePlus("cells", noise(32, 32, 3));
        Module module =
                run(
                        Map.of(
                                "image",
                                image,
                                "samples",
                                3,
                                "fusion",
                                "majority",
                                "probability_map",
                                true,
                                "sample_table",
                                true));
        ImagePlus probability = (ImagePlus) module.getOutput("probability");
        for (float share : (float[]) probability.getProcessor().getPixels()) {
            assertEquals(Math.round(3 * share) / 3.0, share, 1e-6, "no share of three votes");
        }
        ResultsTable table = (ResultsTable) module.getOutput("table");
        assertEquals(3, table.size());
        assertEquals("cells", table.getLabel(2));
        double sensitivity = table.getValue("Sensitivity", 2);
        assertTrue(sensitivity > 0 && sensitivity < 1, "sensitivity " + sensitivity);
    }

    @Test
    void parametersOfTheObjectsChangeTheirNumber() throws Exception {
        ImagePlus image = new ImagePlus("cells", noise(64, 64, 3));
        int objects = objects(image, Map.of());
        assertTrue(objects(image, Map.of("connectivity", "4")) > objects);
        assertTrue(objects(image, Map.of("minimum_area", 9)) < objects);
        assertEquals(0, objects(image, Map.of("threshold", 0.99)));
    }

    @Test
    void oneChannelOfSeveralIsSegmented() throws Exception {
        ImageStack stack = new ImageStack(20, 20);
        stack.addSlice(new ByteProcessor(20, 20));
        stack.addSlice(noise(20, 20, 8));
        ImagePlus both = new ImagePlus("both", stack);
        both.setDimensions(2, 1, 1);
        ImagePlus second = new ImagePlus("second", noise(20, 20, 8));
        assertArrayEquals(
                probabilities(second, Map.of()), probabilities(both, Map.of("channel", 2)));
    }

    @Test
    void nothingOfTheUsersImageIsChanged() throws Exception {
        ImagePlus image = new ImagePlus("cells", noise(20, 20, 4));
        byte[] before = ((byte[]) image.getProcessor().getPixels()).clone();
        Roi selection = new Roi(2, 3, 9, 9);
        image.setRoi(selection);
        image.setDisplayRange(10, 20);
        ImagePlus labels = segmentation(run(Map.of("image", image)));
        assertArrayEquals(before, (byte[]) image.getProcessor().getPixels());
        assertEquals(selection, image.getRoi());
        assertEquals(10, image.getDisplayRangeMin());
        assertEquals("cells", image.getTitle());
        assertEquals(0, labels.getProcessor().get(0, 0), "outside the selection");
    }

    @Test
    void theModelForNucleiIsTheDefaultAndOthersAreOffered() throws Exception {
        Module module = run(Map.of("image", new ImagePlus("cells", noise(20, 20, 5))));
        assertEquals("LEAF nuclei", module.getInput("model"));
        List<?> offered = module.getInfo().getInput("model").getChoices();
        assertTrue(offered.containsAll(List.of("a model", "LEAF nuclei")), offered.toString());
    }

    @Test
    void wrongParametersAreRefusedInOneSentence() throws Exception {
        assertRefused("There is no model 'x'", Map.of("model", "x"));
        assertRefused("has no channel 7: choose from 1 to 1.", Map.of("channel", 7));
        assertRefused("There is no scaling 'log'", Map.of("scaling", "log"));
        assertRefused("There is no framing 'half'", Map.of("framing", "half"));
        assertRefused("but is -1", Map.of("samples", -1));
        assertRefused("at least 0 and below 1, but is 1.0", Map.of("threshold", 1.0));
        assertRefused("4 or 8 neighbours, not 6", Map.of("connectivity", "6"));
        assertRefused("must not be negative, but is -1", Map.of("minimum_area", -1));
        assertRefused("at least 2 samples", Map.of("uncertainty_map", true));
        assertRefused("There is no fusion 'sum'", Map.of("fusion", "sum"));
        assertRefused("ask for at least 2", Map.of("fusion", "staple"));
        assertRefused("choose the fusion staple", Map.of("sample_table", true, "samples", 3));
        assertRefused("There is no device 'abacus'", Map.of("device", "abacus"));
    }

    @Test
    void settingsThatTheModelCannotDoAreRefusedBeforeItsWeightsAreRead(@TempDir Path folder)
            throws Exception {
        TinyModel.write(folder);
        Path weights = folder.resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        String model = folder.toString();
        assertRefused("between 1 and the 1000 timesteps", Map.of("model", model, "steps", 1001));
        assertRefused("SHA-256", Map.of("model", model));
    }

    @Test
    void cancellingStopsWithinOneStep() throws Exception {
        Canceller canceller = new Canceller();
        context().service(EventService.class).subscribe(canceller);
        ImagePlus image = new ImagePlus("cells", noise(20, 20, 7));
        Module module = start(Map.of("image", image, "samples", 50));
        assertTrue(((Cancelable) module).isCanceled());
        assertNull(module.getOutput("segmentation"));
        assertTrue(canceller.reports.size() <= 2, "went on to " + canceller.reports);
        assertTrue(canceller.done, "the task still shows as running");
    }

    /** Presses the button as soon as a mask is being drawn. */
    private static final class Canceller {

        private final List<Long> reports = new ArrayList<>();
        private boolean cancelled;
        private boolean done;

        @EventHandler
        private void onEvent(TaskEvent event) {
            done = event.getTask().isDone();
            if (cancelled) {
                reports.add(event.getTask().getProgressValue());
            } else if (event.getTask().getProgressValue() > 100) {
                cancelled = true;
                event.getTask().cancel("enough");
            }
        }
    }

    private Module start(Map<String, Object> inputs) throws Exception {
        return start(LeafSegment.class, inputs);
    }

    @Test
    void withoutAnImageTheUserIsToldWhereThereAreSome() throws Exception {
        assertEquals(
                "Open an image first: Open Diffusion Sample, in the same menu, has some to try.",
                ((Cancelable) start(Map.of())).getCancelReason());
    }

    private Module run(Map<String, Object> inputs) throws Exception {
        Module module = start(inputs);
        assertNull(((Cancelable) module).getCancelReason());
        return module;
    }

    private static ImagePlus segmentation(Module module) {
        return (ImagePlus) module.getOutput("segmentation");
    }

    private float[] probabilities(ImagePlus image, Map<String, Object> changes) throws Exception {
        Map<String, Object> inputs = new HashMap<>(changes);
        inputs.putIfAbsent("precision", "float32");
        inputs.put("image", image);
        inputs.put("probability_map", true);
        ImagePlus probability = (ImagePlus) run(inputs).getOutput("probability");
        return (float[]) probability.getProcessor().getPixels();
    }

    private int objects(ImagePlus image, Map<String, Object> changes) throws Exception {
        Map<String, Object> inputs = new HashMap<>(changes);
        inputs.put("image", image);
        return (int) segmentation(run(inputs)).getStatistics().max;
    }

    private void assertRefused(String reason, Map<String, Object> inputs) throws Exception {
        String sentence = refusal(inputs);
        assertTrue(sentence.contains(reason), sentence);
        assertFalse(sentence.contains("\n"), sentence);
    }

    private String refusal(Map<String, Object> inputs) throws Exception {
        Map<String, Object> all = new HashMap<>(inputs);
        all.put("image", new ImagePlus("cells", noise(20, 20, 6)));
        Module module = start(all);
        assertNull(module.getOutput("segmentation"));
        return String.valueOf(((Cancelable) module).getCancelReason());
    }

    private static ByteProcessor noise(int width, int height, int seed) {
        byte[] pixels = new byte[width * height];
        new Random(seed).nextBytes(pixels);
        return new ByteProcessor(width, height, pixels);
    }

    private static int[] colours(int count) {
        return new Random(9).ints(count, 0, 1 << 24).toArray();
    }
}
