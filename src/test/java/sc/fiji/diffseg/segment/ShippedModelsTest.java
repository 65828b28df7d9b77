package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.measure.Overlap;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.report.ModelCard;

/** The models that are shipped, on the images that are shipped. */
class ShippedModelsTest {

    private static final Path MODELS = Path.of("src/main/models");
    private static final Path IMAGES = Path.of("test-images");
    private static final long MOST_BYTES = 20_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"leaf-nuclei", "leaf-lesions", "unisegdiff-unified"})
    void computesHereWhatItComputedWhereItWasTrained(String name) throws IOException {
        try (LoadedModel model = open(name)) {
            assertTrue(SelfTest.difference(model) < SelfTest.TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaf-nuclei", "leaf-lesions", "unisegdiff-unified"})
    void saysWhatItWasTrainedOnAndHowWell(String name) throws IOException {
        ModelFolder folder = ModelFolder.open(MODELS.resolve(name));
        assertFalse(folder.description().license().isEmpty());
        assertFalse(folder.description().cite().isEmpty());
        String card = Files.readString(MODELS.resolve(name).resolve(ModelCard.FILE_NAME));
        for (String fact : List.of("Dice", "95 % interval", "Seed", "Command", "steps")) {
            assertTrue(card.contains(fact), fact);
        }
        long bytes = folder.description().weights().stream().mapToLong(entry -> entry.size()).sum();
        assertTrue(bytes < MOST_BYTES, bytes + " bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "leaf-nuclei, nuclei/nuclei-8bit.png, nuclei-8bit.png, 0.9",
        "leaf-nuclei, nuclei/nuclei-16bit.tif, nuclei-16bit.png, 0.9",
        "leaf-nuclei, nuclei/histology-rgb.png, histology-rgb.png, 0.85",
        "leaf-lesions, skin/skin-lesion-rgb.png, skin-lesion-rgb.png, 0.85",
        "unisegdiff-unified, skin/skin-lesion-rgb.png, skin-lesion-rgb.png, 0.85",
        "unisegdiff-unified, nuclei/nuclei-8bit.png, nuclei-8bit.png, 0.8"
    })
    void findsWhatIsInTheTestImages(String model, String image, String truth, double least)
            throws IOException {
        Path folder = IMAGES.resolve(image).getParent();
        boolean[] expected = foreground(folder.resolve("labels").resolve(truth));
        boolean[] found = segment(model, image, Precision.FLOAT32);
        double dice = Overlap.of(found, expected).dice();
        assertTrue(dice > least, image + ": Dice " + dice);
    }

    @ParameterizedTest
    @CsvSource({
        "leaf-nuclei, nuclei/nuclei-8bit.png",
        "leaf-lesions, skin/skin-lesion-rgb.png",
        "unisegdiff-unified, skin/skin-lesion-rgb.png"
    })
    void bfloat16DrawsTheSameMasks(String model, String image) throws IOException {
        boolean[] reference = segment(model, image, Precision.FLOAT32);
        boolean[] fast = segment(model, image, Precision.BFLOAT16);
        assertTrue(Overlap.of(fast, reference).dice() > 0.99);
    }

    private static LoadedModel open(String name) throws IOException {
        ModelFolder folder = ModelFolder.open(MODELS.resolve(name));
        return LoadedModel.open(folder, TorchEngine.start("cpu"), Progress.NONE);
    }

    private static boolean[] segment(String name, String image, Precision precision)
            throws IOException {
        Path file = IMAGES.resolve(image);
        ImagePlus input =
                IJ.openImage(file.resolveSibling("images").resolve(file.getFileName()).toString());
        SegmentationSettings settings =
                SegmentationSettings.DEFAULT.withSampling(
                        SamplingSettings.MODEL.withPrecision(precision));
        try (LoadedModel model = open(name)) {
            SegmentationResult result =
                    new Segmenter(model, settings)
                            .segment(new ImagePlusPlanes(input, 0), Progress.NONE);
            assertEquals(precision, result.execution().precision());
            return result.foreground(0);
        }
    }

    private static boolean[] foreground(Path file) {
        ImageProcessor truth = IJ.openImage(file.toString()).getProcessor();
        boolean[] foreground = new boolean[truth.getPixelCount()];
        for (int i = 0; i < foreground.length; i++) {
            foreground[i] = truth.get(i) > 0;
        }
        return foreground;
    }
}
