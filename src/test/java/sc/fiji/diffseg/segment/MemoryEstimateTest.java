package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.model.ModelFolder;

class MemoryEstimateTest {

    private static final SegmentationSettings SETTINGS =
            SegmentationSettings.DEFAULT
                    .withSampling(SamplingSettings.DEFAULT.withPrecision(Precision.FLOAT32))
                    .withBatchSize(8);

    private static final long PLENTY = 1L << 40;

    @TempDir static Path folder;
    private static ModelFolder files;
    private static LoadedModel model;

    @BeforeAll
    static void load() throws IOException {
        files = TinyModel.write(folder);
        model = LoadedModel.open(files, TorchEngine.start("cpu"), Progress.NONE);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private record Memory(long machine, long heap) implements FreeMemory {
        @Override
        public long heap(long wanted) {
            return heap;
        }
    }

    private static SegmentationResult segment(FreeMemory memory) {
        return new Segmenter(model, SETTINGS, memory)
                .segment(new ImagePlusPlanes(Pictures.plane(80, 80), 0), Progress.NONE);
    }

    private static long perTile() {
        PlaneSource source = new ImagePlusPlanes(Pictures.plane(80, 80), 0);
        return MemoryEstimate.of(model.model(), model.framing(80, 80), source, SETTINGS).perTile();
    }

    @Test
    void aBatchThatDoesNotFitIsMadeSmallerAndSaid() {
        SegmentationResult roomy = segment(new Memory(PLENTY, PLENTY));
        SegmentationResult tight = segment(new Memory(4 * perTile(), PLENTY));
        assertEquals(8, roomy.execution().batchSize());
        assertTrue(roomy.execution().note().isEmpty());
        assertEquals(3, tight.execution().batchSize());
        String note = tight.execution().note().orElseThrow();
        assertTrue(note.contains("from 8 to 3"), note);
        assertArrayEquals(roomy.labels().get(0), tight.labels().get(0));
    }

    @Test
    void oneTileThatDoesNotFitIsRefusedWithBothAmounts() {
        long need = perTile();
        NotEnoughMemoryException e =
                assertThrows(
                        NotEnoughMemoryException.class, () -> segment(new Memory(need, PLENTY)));
        assertTrue(e.getMessage().matches("Segmenting .* needs \\d+ MB .* only \\d+ MB .*"));
    }

    @Test
    void planesThatDoNotFitIntoJavasMemoryAreRefused() {
        NotEnoughMemoryException e =
                assertThrows(
                        NotEnoughMemoryException.class, () -> segment(new Memory(PLENTY, 1000)));
        assertTrue(e.getMessage().contains("-Xmx"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(OutputType.class)
    void theHeapHoldsTheResultsAndTheirImages(OutputType output) {
        SegmentationSettings settings =
                SETTINGS.withSampling(SETTINGS.sampling().withSamples(2))
                        .withOutput(output, SETTINGS.connectivity(), 0)
                        .withMaps(true, true, true);
        PlaneSource source = new ImagePlusPlanes(Pictures.stack(40, 30, 3, 1), 0);
        SegmentationResult result = new Segmenter(model, settings).segment(source, Progress.NONE);
        SegmentationImages images = new SegmentationImages(source, result);
        Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        Stream.of(result.labels(), result.masks(), result.probability(), result.uncertainty())
                .forEach(arrays::addAll);
        result.sampleMasks().forEach(arrays::addAll);
        List<ImagePlus> all = new ArrayList<>(images.sampleMasks());
        all.add(images.segmentation());
        all.add(images.probability().orElseThrow());
        all.add(images.uncertainty().orElseThrow());
        all.forEach(image -> arrays.addAll(Arrays.asList(image.getStack().getImageArray())));
        arrays.remove(null);
        long perPlane = arrays.stream().mapToLong(MemoryEstimateTest::bytes).sum() / 3;
        PlaneSource plane = new ImagePlusPlanes(Pictures.plane(40, 30), 0);
        long two = heap(source, settings) - heap(plane, settings);
        assertTrue(2 * perPlane <= two, 2 * perPlane + " bytes, estimated " + two);
    }

    private static long heap(PlaneSource source, SegmentationSettings settings) {
        Framing framing = model.framing(source.width(), source.height());
        return MemoryEstimate.of(model.model(), framing, source, settings).heap();
    }

    private static long bytes(Object array) {
        int length = Array.getLength(array);
        int bytes =
                array instanceof float[] || array instanceof int[]
                        ? 4
                        : array instanceof short[] ? 2 : 1;
        return (long) bytes * length;
    }

    @Test
    void weightsThatDoNotFitAreRefusedBeforeTheyAreLoaded() throws IOException {
        assertEquals(
                Files.size(folder.resolve("weights.safetensors")),
                MemoryEstimate.weights(files),
                100_000);
        NotEnoughMemoryException e =
                assertThrows(
                        NotEnoughMemoryException.class,
                        () ->
                                LoadedModel.open(
                                        files,
                                        TorchEngine.start("cpu"),
                                        new Memory(1 << 20, PLENTY),
                                        Progress.NONE));
        assertTrue(e.getMessage().contains("'tiny'"), e.getMessage());
    }
}
