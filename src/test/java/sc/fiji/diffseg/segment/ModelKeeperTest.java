package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.model.ModelException;
import sc.fiji.diffseg.model.ModelFolder;

class ModelKeeperTest {

    private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    @TempDir Path root;

    private long now;
    private long free = Long.MAX_VALUE / 2;
    private int before;
    private ModelFolder tiny;

    private final ModelKeeper keeper =
            new ModelKeeper(
                    new FreeMemory() {
                        @Override
                        public long machine() {
                            return free;
                        }

                        @Override
                        public long heap(long wanted) {
                            return Long.MAX_VALUE;
                        }
                    },
                    () -> now);

    /** The first segmentation makes what PyTorch keeps for good. */
    @BeforeAll
    static void warmUp(@TempDir Path folder) throws IOException {
        ModelFolder model = TinyModel.write(folder);
        try (LoadedModel loaded = LoadedModel.open(model, ENGINE, Progress.NONE)) {
            assertWorks(loaded);
        }
    }

    @BeforeEach
    void count() throws IOException {
        tiny = TinyModel.write(root.resolve("tiny"));
        before = ENGINE.liveArrays();
    }

    @AfterEach
    void nothingIsLeft() {
        keeper.release();
        assertEquals(before, ENGINE.liveArrays());
    }

    private ModelKeeper.Lease lend(ModelFolder folder) throws IOException {
        return keeper.lend(folder, ENGINE, Progress.NONE);
    }

    private LoadedModel lendAndReturn(ModelFolder folder) throws IOException {
        try (ModelKeeper.Lease lease = lend(folder)) {
            return lease.model();
        }
    }

    private static void assertWorks(LoadedModel model) {
        SegmentationSettings settings =
                SegmentationSettings.DEFAULT.withSampling(WithTinyModel.SAMPLING);
        ImagePlusPlanes image = new ImagePlusPlanes(Pictures.plane(40, 30), 0);
        SegmentationResult result = new Segmenter(model, settings).segment(image, Progress.NONE);
        assertEquals(40 * 30, result.labels().get(0).length);
    }

    private void minutesLater(int minutes) {
        now += TimeUnit.MINUTES.toNanos(minutes);
    }

    @Test
    void theNextJobGetsTheSameModelAndNothingIsReadAgain() throws IOException {
        LoadedModel first = lendAndReturn(tiny);
        Files.delete(root.resolve("tiny").resolve("weights.safetensors"));
        try (ModelKeeper.Lease lease = lend(ModelFolder.open(root.resolve("tiny")))) {
            assertSame(first, lease.model());
            assertWorks(lease.model());
        }
        keeper.release();
        assertThrows(ModelException.class, () -> lend(tiny));
    }

    @Test
    void anotherModelTakesThePlaceOfTheOneThatIsKept() throws IOException {
        ModelFolder other = TinyModel.write(root.resolve("other"), "other", "leaf");
        lendAndReturn(tiny);
        int withOne = ENGINE.liveArrays();
        lendAndReturn(other);
        assertEquals(withOne, ENGINE.liveArrays());
        try (ModelKeeper.Lease lease = lend(other)) {
            assertEquals("other", lease.model().description().name());
        }
    }

    @Test
    void anotherModelInTheSameFolderIsRead() throws IOException {
        lendAndReturn(tiny);
        ModelFolder renamed = TinyModel.write(root.resolve("tiny"), "renamed", "leaf");
        assertEquals("renamed", lendAndReturn(renamed).description().name());
        ModelFolder other = TinyUniSegDiff.write(root.resolve("tiny"), "renamed");
        assertEquals("unisegdiff", lendAndReturn(other).description().family());
    }

    @Test
    void aModelIsLentToOneJobAtATime() throws IOException {
        try (ModelKeeper.Lease one = lend(tiny);
                ModelKeeper.Lease two = lend(tiny)) {
            assertNotSame(one.model(), two.model());
            assertWorks(two.model());
            two.close();
            assertWorks(one.model());
        }
        assertTrue(keeper.release());
        assertEquals(before, ENGINE.liveArrays());
    }

    @Test
    void aModelThatNobodyUsesIsClosedAfterSomeMinutes() throws IOException {
        lendAndReturn(tiny);
        minutesLater(4);
        assertTrue(keeper.look());
        lendAndReturn(tiny);
        minutesLater(4);
        assertTrue(keeper.look());
        minutesLater(2);
        assertFalse(keeper.look());
        assertEquals(before, ENGINE.liveArrays());
    }

    @Test
    void aModelThatNobodyUsesIsClosedWhenMemoryIsShort() throws IOException {
        lendAndReturn(tiny);
        assertTrue(keeper.look());
        free = 1 << 20;
        assertFalse(keeper.look());
        assertEquals(before, ENGINE.liveArrays());
    }

    @Test
    void aRunningJobKeepsItsModelWhateverHappens() throws IOException {
        try (ModelKeeper.Lease lease = lend(tiny)) {
            minutesLater(60);
            free = 0;
            assertFalse(keeper.look());
            assertFalse(keeper.release());
            assertWorks(lease.model());
        }
        assertEquals(before, ENGINE.liveArrays());
    }
}
