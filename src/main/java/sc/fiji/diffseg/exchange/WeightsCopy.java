package sc.fiji.diffseg.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.SafetensorsWriter;
import sc.fiji.diffseg.weights.TensorSource;
import sc.fiji.diffseg.weights.TensorSpec;
import sc.fiji.diffseg.weights.WeightsException;

/**
 * Copies weights into a safetensors file, one tensor in memory at a time.
 *
 * @param weights where they come from
 * @param type {@code F32}, or {@code F16} for half the space
 */
record WeightsCopy(TensorSource weights, ElementType type) {

    private static final float LARGEST_HALF = 65504;

    /** What other programs want to read in a file of PyTorch's tensors. */
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    /**
     * Writes the file.
     *
     * @throws IOException in one sentence, if a number is not finite or beyond the type, or the
     *     disk is too small
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    void write(Path file, Progress progress) throws IOException {
        List<TensorSpec> specs = new ArrayList<>();
        long total = 0;
        long largest = 0;
        for (String name : weights.names()) {
            TensorSpec spec = new TensorSpec(name, type, weights.shape(name));
            specs.add(spec);
            total += spec.count();
            largest = Math.max(largest, spec.count());
        }
        requireSpace(file, total * type.width());
        FloatBuffer buffer = buffer(largest);
        long done = 0;
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, specs, METADATA)) {
            for (TensorSpec spec : specs) {
                progress.report(done / (double) Math.max(1, total), "Writing weights");
                progress.checkCancelled();
                buffer.clear().limit((int) spec.count());
                weights.read(spec.name(), buffer);
                buffer.flip();
                requireStorable(spec.name(), buffer);
                writer.write(spec.name(), buffer);
                done += spec.count();
            }
        }
    }

    private static FloatBuffer buffer(long count) {
        return ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private void requireSpace(Path file, long bytes) throws IOException {
        long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
        if (free < bytes) {
            throw new IOException(
                    "The weights need %d MB, but %s has %d MB left: free some space or choose another place."
                            .formatted(bytes >> 20, file.getParent(), free >> 20));
        }
    }

    private void requireStorable(String name, FloatBuffer values) throws WeightsException {
        float largest = type == ElementType.F16 ? LARGEST_HALF : Float.MAX_VALUE;
        for (int i = 0; i < values.limit(); i++) {
            float value = values.get(i);
            if (!(Math.abs(value) <= largest)) {
                boolean beyond = Math.abs(value) <= Float.MAX_VALUE;
                throw new WeightsException(
                        "The tensor '%s' in %s holds the number %s%s."
                                .formatted(
                                        name,
                                        weights.description(),
                                        value,
                                        beyond
                                                ? ", beyond half precision: store it in full"
                                                        + " precision"
                                                : ": the training diverged, use an earlier"
                                                        + " checkpoint"));
            }
        }
    }
}
