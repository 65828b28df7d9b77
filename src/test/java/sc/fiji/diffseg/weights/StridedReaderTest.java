package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StridedReaderTest {

    @TempDir Path folder;

    @Test
    void viewsOfEveryKindMatchAPlainComputation() throws IOException {
        Random random = new Random(42);
        int count = 4000;
        for (int trial = 0; trial < 60; trial++) {
            int axes = random.nextInt(5);
            long[] shape = new long[axes];
            long[] strides = new long[axes];
            long span = 1;
            for (int i = 0; i < axes; i++) {
                shape[i] = 1 + random.nextInt(5);
                strides[i] = random.nextInt(4) * (1L << random.nextInt(6));
                span += (shape[i] - 1) * strides[i];
            }
            long offset = random.nextInt((int) (count - span + 1));
            CheckpointBuilder builder = CheckpointBuilder.floats(count, offset, shape, strides);
            try (CheckpointFile file = CheckpointFile.open(write(builder.zip()))) {
                assertArrayEquals(plain(offset, shape, strides), file.readDoubles("a"));
                int total = (int) file.info("a").count();
                int first = random.nextInt(total);
                FloatBuffer part = FloatBuffer.allocate(1 + random.nextInt(total - first));
                file.readFloats("a", first, part);
                assertEquals((float) plain(offset, shape, strides)[first], part.get(0));
            }
        }
    }

    @Test
    void longRunsApartFromEachOtherAreRead() throws IOException {
        CheckpointBuilder builder =
                CheckpointBuilder.floats(20_000, 10, new long[] {4, 2000}, new long[] {4500, 1});
        try (CheckpointFile file = CheckpointFile.open(write(builder.zip()))) {
            assertArrayEquals(
                    plain(10, new long[] {4, 2000}, new long[] {4500, 1}), file.readDoubles("a"));
        }
    }

    private static double[] plain(long offset, long[] shape, long[] strides) {
        int count = (int) TensorInfo.count(shape);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            long rest = i;
            long place = offset;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place += rest % shape[axis] * strides[axis];
                rest /= shape[axis];
            }
            values[i] = place;
        }
        return values;
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("made.pth"), bytes);
    }
}
