package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.TrainingBatch;

class RememberedFeaturesTest {

    private static final int SIDE = 20;
    private static final int ROWS = 2;
    private static final int COLUMNS = 3;
    private static final int PER_IMAGE = ROWS * COLUMNS * 64;
    private static final long ENOUGH = 1 << 20;

    private NDManager manager;
    private Dinov2Teacher teacher;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        manager = GoldenNetworks.engine().newManager();
        teacher = Dinov2Teacher.open(Dinov2Files.random(folder, 1).get(0), manager);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void imageThatComesAgainIsNotComputedAgain() {
        RememberedFeatures features = new RememberedFeatures(teacher, ENOUGH);
        float[] first = of(features, 1, 2);
        assertEquals(0, features.hits());
        float[] second = of(features, 3, 1);
        assertEquals(1, features.hits());
        assertEquals(3, features.size());
        assertArrayEquals(
                Arrays.copyOf(first, PER_IMAGE),
                Arrays.copyOfRange(second, PER_IMAGE, 2 * PER_IMAGE));
        assertFalse(
                Arrays.equals(Arrays.copyOf(first, PER_IMAGE), Arrays.copyOf(second, PER_IMAGE)));
    }

    @Test
    void featuresDoNotDependOnTheRestOfTheBatchNorOnMemory() {
        float[] alone = of(new RememberedFeatures(teacher, ENOUGH), 7);
        float[] last = of(new RememberedFeatures(teacher, 0), 4, 5, 6, 7);
        assertArrayEquals(alone, Arrays.copyOfRange(last, 3 * PER_IMAGE, 4 * PER_IMAGE));
    }

    @Test
    void sameImageForOtherPositionsIsAnotherOne() {
        RememberedFeatures features = new RememberedFeatures(teacher, ENOUGH);
        of(features, 1);
        try (NDManager scope = manager.newSubManager()) {
            features.of(GoldenNetworks.operators(), batch(1), COLUMNS, ROWS, scope);
        }
        assertEquals(0, features.hits());
        assertEquals(2, features.size());
    }

    @Test
    void rememberingEndsWhereEveryImageIsNew() {
        RememberedFeatures features = new RememberedFeatures(teacher, 3L * 4 * PER_IMAGE);
        of(features, 1, 2, 3);
        assertEquals(3, features.size());
        of(features, 4);
        assertEquals(0, features.size());
        of(features, 4);
        assertEquals(0, features.hits());
    }

    @Test
    void whatIsRememberedStaysWhereImagesComeAgain() {
        RememberedFeatures features = new RememberedFeatures(teacher, 2L * 4 * PER_IMAGE);
        of(features, 1, 2, 1, 3, 4);
        assertEquals(2, features.size());
        of(features, 1, 2);
        assertEquals(3, features.hits());
    }

    @Test
    void noTensorIsLeftBehindButTheResult() {
        RememberedFeatures features = new RememberedFeatures(teacher, ENOUGH);
        of(features, 1);
        int before = GoldenNetworks.engine().liveArrays();
        of(features, 1, 2, 3);
        assertEquals(before, GoldenNetworks.engine().liveArrays());
    }

    private float[] of(RememberedFeatures features, long... images) {
        try (NDManager scope = manager.newSubManager()) {
            return Tensors.toFloats(
                    features.of(GoldenNetworks.operators(), batch(images), ROWS, COLUMNS, scope));
        }
    }

    private static TrainingBatch batch(long... images) {
        int pixels = 3 * SIDE * SIDE;
        float[] values = new float[images.length * pixels];
        for (int n = 0; n < images.length; n++) {
            Random random = new Random(images[n]);
            for (int i = 0; i < pixels; i++) {
                values[n * pixels + i] = random.nextFloat();
            }
        }
        float[] masks = new float[images.length * SIDE * SIDE];
        return new TrainingBatch(images.length, SIDE, SIDE, values, masks, 1);
    }
}
