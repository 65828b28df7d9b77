package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes dictionaries of tensors as {@code torch.save} and PyTorch Lightning do. */
public final class CheckpointFiles {

    private CheckpointFiles() {}

    /** The two formats of {@code torch.save}. */
    public enum Format {
        ZIP,
        LEGACY
    }

    /**
     * Writes tensors of 32-bit floats.
     *
     * @param lightning whether they stand in a dictionary under {@code state_dict}, among other
     *     things, as Lightning has it, or in no other
     */
    public static Path write(
            Path file,
            Format format,
            boolean lightning,
            Map<String, long[]> shapes,
            Map<String, float[]> values)
            throws IOException {
        Map<String, Object> tensors = new LinkedHashMap<>();
        Map<String, byte[]> storages = new LinkedHashMap<>();
        for (Map.Entry<String, float[]> entry : values.entrySet()) {
            float[] floats = entry.getValue();
            String key = "" + storages.size();
            ByteBuffer bytes =
                    ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(floats);
            storages.put(key, bytes.array());
            long[] shape = shapes.get(entry.getKey());
            PickleBuilder.Persistent storage =
                    PickleBuilder.storage("FloatStorage", key, floats.length);
            tensors.put(entry.getKey(), PickleBuilder.tensor(storage, 0, shape, strides(shape)));
        }
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("epoch", 3);
        top.put("state_dict", tensors);
        CheckpointBuilder builder = new CheckpointBuilder(lightning ? top : tensors);
        storages.forEach((key, bytes) -> builder.storage(key, Float.BYTES, bytes));
        return Files.write(file, format == Format.ZIP ? builder.zip() : builder.legacy());
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }
}
