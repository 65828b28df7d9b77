package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import sc.fiji.diffseg.engine.ScriptOps;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.model.Hashes;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.TrainingBatch;

/**
 * A teacher's features, computed once for every image that comes again exactly as it was.
 *
 * <p>Every image runs through the teacher by itself, so that its features do not depend on what
 * else is in the batch: a training that goes on from a checkpoint remembers nothing and still
 * computes the same. Memory is limited, and where augmentation makes every image new, remembering
 * ends when the limit is reached.
 */
final class RememberedFeatures implements TeacherFeatures {

    private static final long MOST_BYTES = 1L << 30;
    private static final int SHARE_OF_HEAP = 8;

    private final Dinov2Teacher teacher;
    private final long limit;
    private final Map<String, float[]> remembered = new HashMap<>();
    private long bytes;
    private long hits;
    private boolean givenUp;

    RememberedFeatures(Dinov2Teacher teacher) {
        this(teacher, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /**
     * Remembers nothing yet.
     *
     * @param limit bytes to remember at most
     */
    RememberedFeatures(Dinov2Teacher teacher, long limit) {
        this.teacher = teacher;
        this.limit = limit;
    }

    @Override
    public NDArray of(
            ScriptOps operators, TrainingBatch batch, int rows, int columns, NDManager owner) {
        int width = teacher.transformer().size().width();
        int perImage = rows * columns * width;
        float[] all = new float[batch.count() * perImage];
        int pixels = batch.images().length / batch.count();
        for (int n = 0; n < batch.count(); n++) {
            float[] image = Arrays.copyOfRange(batch.images(), n * pixels, (n + 1) * pixels);
            float[] features = features(operators, batch, image, rows, columns, owner);
            System.arraycopy(features, 0, all, n * perImage, perImage);
        }
        return Tensors.of(owner, all, batch.count(), (long) rows * columns, width);
    }

    private float[] features(
            ScriptOps operators,
            TrainingBatch batch,
            float[] image,
            int rows,
            int columns,
            NDManager owner) {
        String key = givenUp ? null : key(batch, image, rows, columns);
        float[] known = remembered.get(key);
        if (known != null) {
            hits++;
            return known;
        }
        try (NDManager scope = owner.newSubManager()) {
            NDArray computed =
                    teacher.features(
                            Pass.inference(operators),
                            image,
                            batch.height(),
                            batch.width(),
                            rows,
                            columns,
                            scope);
            float[] features = Tensors.toFloats(computed);
            remember(key, features);
            return features;
        }
    }

    private void remember(String key, float[] features) {
        long size = (long) Float.BYTES * features.length;
        if (givenUp) {
            return;
        }
        if (bytes + size <= limit) {
            remembered.put(key, features);
            bytes += size;
        } else if (hits == 0) {
            givenUp = true;
            remembered.clear();
        }
    }

    /** What tells an image from all others: a digest of its values, its size and the positions. */
    private static String key(TrainingBatch batch, float[] image, int rows, int columns) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * image.length + 4 * Integer.BYTES);
        bytes.putInt(batch.height()).putInt(batch.width()).putInt(rows).putInt(columns);
        bytes.asFloatBuffer().put(image);
        return Hashes.sha256(bytes.array());
    }

    /** How many images did not need the teacher. */
    long hits() {
        return hits;
    }

    /** How many images are remembered. */
    int size() {
        return remembered.size();
    }
}
