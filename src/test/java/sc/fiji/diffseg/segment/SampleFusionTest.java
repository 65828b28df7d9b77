package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.fusion.Consensus;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.fusion.Performance;
import sc.fiji.diffseg.fusion.Votes;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;

class SampleFusionTest {

    private static final SamplingSettings SAMPLING =
            SamplingSettings.DEFAULT
                    .withSamples(5)
                    .withThreshold(0.6)
                    .withPrecision(Precision.FLOAT32);

    private static final SegmentationSettings SETTINGS =
            SegmentationSettings.DEFAULT
                    .withSampling(SAMPLING)
                    .withOutput(OutputType.MASK, Neighbourhood.EIGHT, 0)
                    .withMaps(true, true, true);

    @TempDir static Path folder;
    private static LoadedModel model;

    @BeforeAll
    static void load() throws IOException {
        model = LoadedModel.open(TinyModel.write(folder), TorchEngine.start("cpu"), Progress.NONE);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static SegmentationResult segment(ImagePlus image, SegmentationSettings settings) {
        return new Segmenter(model, settings).segment(new ImagePlusPlanes(image, 0), Progress.NONE);
    }

    private static List<boolean[]> sampleMasks(SegmentationResult result, int plane) {
        List<boolean[]> masks = new ArrayList<>();
        result.sampleMasks().forEach(sample -> masks.add(sample.get(plane)));
        return masks;
    }

    @ParameterizedTest
    @EnumSource(names = {"STAPLE", "MAJORITY"})
    void theMasksOfTheSamplesOfEveryPlaneAreFused(Fusion fusion) {
        SegmentationResult result =
                segment(Pictures.stack(40, 36, 2, 1), SETTINGS.withFusion(fusion));
        for (int plane = 0; plane < 2; plane++) {
            Votes votes = Votes.of(sampleMasks(result, plane));
            assertFalse(votes.areUnanimous());
            Consensus consensus = fusion.fuse(votes);
            assertArrayEquals(consensus.probability(), result.probability().get(plane));
            assertArrayEquals(consensus.mask(), result.foreground(plane));
            assertArrayEquals(votes.disagreement(), result.uncertainty().get(plane));
            assertEquals(consensus.performances(), result.performances().get(plane));
        }
        assertEquals(fusion, result.execution().fusion());
    }

    @Test
    void theThresholdCutsSamplesAndNotTheirVotes() {
        ImagePlus image = Pictures.plane(40, 36);
        SegmentationSettings majority = SETTINGS.withFusion(Fusion.MAJORITY);
        SegmentationResult result = segment(image, majority);
        int threeOfFive = 0;
        for (int i = 0; i < 40 * 36; i++) {
            threeOfFive += result.probability().get(0)[i] == 0.6f ? 1 : 0;
            assertEquals(result.probability().get(0)[i] > 0.5, result.foreground(0)[i]);
        }
        assertTrue(threeOfFive > 0, "no pixel has three votes of five");
        SegmentationResult low = segment(image, majority.withSampling(SAMPLING.withThreshold(0.2)));
        assertTrue(
                count(sampleMasks(low, 0).get(0)) > count(sampleMasks(result, 0).get(0)),
                "the threshold does not matter");
    }

    @Test
    void theMeanIsOfProbabilitiesAndHasNoTable() {
        SegmentationResult mean = segment(Pictures.plane(40, 36), SETTINGS);
        assertEquals(Fusion.MEAN, mean.execution().fusion());
        assertEquals(List.of(), mean.performances());
        float[] votes = Votes.of(sampleMasks(mean, 0)).fraction();
        int different = 0;
        for (int i = 0; i < votes.length; i++) {
            different += Math.abs(votes[i] - mean.probability().get(0)[i]) > 0.01 ? 1 : 0;
        }
        assertTrue(different > 100, different + " pixels");
    }

    @Test
    void whatTheModelPrefersIsDoneUnlessTheUserChooses() {
        LoadedModel preferring = new LoadedModel(model.folder(), new Preferring(model.model()));
        PlaneSource source = new ImagePlusPlanes(Pictures.plane(32, 32), 0);
        Segmenter own = new Segmenter(preferring, SETTINGS);
        assertEquals(Fusion.STAPLE, own.segment(source, Progress.NONE).execution().fusion());
        assertEquals(
                Fusion.MEAN, new Segmenter(preferring, SETTINGS.withFusion(Fusion.MEAN)).fusion());
        SegmentationSettings one =
                SegmentationSettings.DEFAULT.withSampling(SAMPLING.withSamples(1));
        SegmentationResult single = new Segmenter(preferring, one).segment(source, Progress.NONE);
        assertEquals(Fusion.MEAN, single.execution().fusion(), "nothing to fuse");
        assertEquals(List.of(), single.performances());
    }

    @Test
    void onlyTheSelectionIsFused() {
        ImagePlus image = Pictures.plane(40, 36);
        SegmentationResult whole = segment(image, SETTINGS.withFusion(Fusion.STAPLE));
        image.setRoi(5, 6, 20, 15);
        SegmentationResult part = segment(image, SETTINGS.withFusion(Fusion.STAPLE));
        boolean[] inside = new ImagePlusPlanes(image, 0).selection().orElseThrow();
        Votes votes = Votes.of(sampleMasks(whole, 0), inside);
        List<Performance> expected = Fusion.STAPLE.fuse(votes).performances();
        assertEquals(expected, part.performances().get(0));
        for (int i = 0; i < inside.length; i++) {
            assertTrue(inside[i] || part.probability().get(0)[i] == 0);
            assertTrue(inside[i] || part.uncertainty().get(0)[i] == 0);
        }
    }

    @Test
    void fusingOneSampleIsRefused() {
        SegmentationSettings open =
                SegmentationSettings.DEFAULT
                        .withSampling(SAMPLING.withSamples(0))
                        .withFusion(Fusion.STAPLE);
        String message =
                assertThrows(IllegalArgumentException.class, () -> new Segmenter(model, open))
                        .getMessage();
        assertEquals("Fusing by staple needs several samples: ask for at least 2.", message);
    }

    @Test
    void theTableHasALineForEverySampleOfEveryPlane() {
        ImagePlus image = Pictures.stack(20, 20, 2, 2);
        image.setTitle("a,b.tif");
        PlaneSource source = new ImagePlusPlanes(image, 0);
        SegmentationSettings settings =
                SETTINGS.withFusion(Fusion.MAJORITY).withSampling(SAMPLING.withSamples(3));
        SegmentationResult result = new Segmenter(model, settings).segment(source, Progress.NONE);
        SampleTable table = new SegmentationImages(source, result).sampleTable().orElseThrow();
        List<String> lines = table.csv().lines().toList();
        assertEquals("image,channel,slice,frame,sample,sensitivity,specificity", lines.get(0));
        assertEquals(1 + 4 * 3, lines.size());
        Performance last = result.performances().get(3).get(2);
        assertEquals(
                "\"a,b.tif\",1,2,2,3," + last.sensitivity() + "," + last.specificity(),
                lines.get(12));
    }

    private static int count(boolean[] mask) {
        int sum = 0;
        for (boolean pixel : mask) {
            sum += pixel ? 1 : 0;
        }
        return sum;
    }

    /** The same model of a method that fuses by STAPLE. */
    private static final class Preferring extends WrappedModel {

        Preferring(SegmentationModel model) {
            super(model);
        }

        @Override
        public Fusion fusion() {
            return Fusion.STAPLE;
        }
    }
}
