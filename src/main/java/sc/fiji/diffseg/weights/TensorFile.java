package sc.fiji.diffseg.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A file of named tensors opened for reading.
 *
 * <p>Data is read tensor by tensor, in chunks of at most 4 MiB, at 64-bit offsets. The file is not
 * mapped into memory, because a mapped file cannot be replaced on Windows. Methods may be called
 * from several threads; they take turns.
 */
public abstract class TensorFile implements Closeable {

    private final Path path;
    private final Map<String, String> metadata;
    private final Map<String, TensorInfo> tensors;

    /**
     * For the formats of this package.
     *
     * @param metadata unmodifiable
     * @param tensors unmodifiable, in the file's order
     */
    TensorFile(Path path, Map<String, String> metadata, Map<String, TensorInfo> tensors) {
        this.path = path;
        this.metadata = metadata;
        this.tensors = tensors;
    }

    /**
     * Hands a tensor's elements out, chunk by chunk.
     *
     * @param first index of the first element, in row-major order
     * @param count elements to hand out; they lie within the tensor
     * @param sink takes little-endian elements from a buffer's position to its limit
     */
    abstract void transfer(TensorInfo tensor, long first, long count, Consumer<ByteBuffer> sink)
            throws IOException;

    /** The file that is open. */
    public Path path() {
        return path;
    }

    /** What the file tells beside its tensors, as text by name; unmodifiable, may be empty. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The names of all tensors, in the file's order; unmodifiable. */
    public Set<String> names() {
        return tensors.keySet();
    }

    /**
     * Tensors that are in the file but cannot be read, and why.
     *
     * @return the reasons by name, each a clause; unmodifiable, mostly empty
     */
    public Map<String, String> skipped() {
        return Map.of();
    }

    /**
     * What the header says about a tensor.
     *
     * @throws WeightsException if the file has no tensor of this name
     */
    public TensorInfo info(String name) throws WeightsException {
        TensorInfo tensor = tensors.get(name);
        if (tensor == null) {
            throw new WeightsException(path + " has no tensor '" + name + "'.");
        }
        return tensor;
    }

    /**
     * Reads a whole tensor as 32-bit floats.
     *
     * <p>{@code F16} and {@code BF16} are widened exactly, {@code F64} is rounded to nearest,
     * integers and booleans are converted where that is exact.
     *
     * @param name name of a tensor of at most 536,870,911 elements
     * @return a new direct buffer in native byte order, from position 0 to the number of elements
     * @throws WeightsException if the tensor is absent, too large for one buffer, cut short, or
     *     holds a number that no float can stand for
     */
    public FloatBuffer readFloats(String name) throws IOException {
        TensorInfo tensor = info(name);
        int count = countForOneBuffer(tensor, Float.BYTES);
        FloatBuffer floats =
                ByteBuffer.allocateDirect(count * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        readFloats(name, 0, floats);
        return floats.flip();
    }

    /**
     * Reads a part of a tensor as 32-bit floats, converted as by {@link #readFloats(String)}.
     *
     * @param name name of the tensor
     * @param first index of the first element to read, in row-major order
     * @param target filled from its position to its limit
     * @throws IndexOutOfBoundsException if the tensor has fewer elements
     * @throws WeightsException as {@link #readFloats(String)}
     */
    public void readFloats(String name, long first, FloatBuffer target) throws IOException {
        TensorInfo tensor = info(name);
        convert(
                tensor,
                first,
                target.remaining(),
                chunk -> ElementReader.toFloats(tensor.type(), chunk, target));
    }

    /**
     * Reads a whole tensor as doubles. Every floating type is exact; integers must be.
     *
     * @throws WeightsException if the tensor is absent, too large for one array, cut short, or
     *     holds an integer that no double can stand for
     */
    public double[] readDoubles(String name) throws IOException {
        TensorInfo tensor = info(name);
        double[] values = new double[countForOneBuffer(tensor, 1)];
        int[] next = {0};
        convert(
                tensor,
                0,
                values.length,
                chunk -> {
                    while (chunk.hasRemaining()) {
                        values[next[0]++] = ElementReader.nextDouble(tensor.type(), chunk);
                    }
                });
        return values;
    }

    /**
     * Reads a whole tensor of integers or booleans (0 and 1) as longs.
     *
     * @throws WeightsException if the tensor is absent, of a floating type, too large for one array
     *     or cut short
     */
    public long[] readLongs(String name) throws IOException {
        TensorInfo tensor = info(name);
        if (tensor.type().isFloating()) {
            throw new WeightsException(
                    "The tensor '%s' in %s holds %s, not integers; read it as doubles."
                            .formatted(name, path, tensor.type()));
        }
        long[] values = new long[countForOneBuffer(tensor, 1)];
        int[] next = {0};
        convert(
                tensor,
                0,
                values.length,
                chunk -> {
                    while (chunk.hasRemaining()) {
                        values[next[0]++] = ElementReader.nextLong(tensor.type(), chunk);
                    }
                });
        return values;
    }

    /**
     * Reads the stored bytes of a whole tensor: little-endian elements in row-major order.
     *
     * @throws WeightsException if the tensor is absent, too large for one array or cut short
     */
    public byte[] readBytes(String name) throws IOException {
        TensorInfo tensor = info(name);
        byte[] bytes =
                new byte[countForOneBuffer(tensor, tensor.type().width()) * tensor.type().width()];
        ByteBuffer target = ByteBuffer.wrap(bytes);
        convert(tensor, 0, tensor.count(), target::put);
        return bytes;
    }

    private int countForOneBuffer(TensorInfo tensor, int width) throws WeightsException {
        // Some virtual machines keep a few array slots for themselves.
        if (tensor.count() > (Integer.MAX_VALUE - 8) / width) {
            throw new WeightsException(
                    "The tensor '%s' in %s has %d elements, too many at once; read it in parts."
                            .formatted(tensor.name(), path, tensor.count()));
        }
        return (int) tensor.count();
    }

    private synchronized void convert(
            TensorInfo tensor, long first, long count, Consumer<ByteBuffer> sink)
            throws IOException {
        if (first < 0 || first > tensor.count() - count) {
            throw new IndexOutOfBoundsException(
                    "Elements %d to %d lie outside the tensor '%s' of %d elements."
                            .formatted(first, first + count, tensor.name(), tensor.count()));
        }
        try {
            transfer(tensor, first, count, sink);
        } catch (ArithmeticException e) {
            throw new WeightsException(
                    "The tensor '%s' in %s cannot be converted: %s."
                            .formatted(tensor.name(), path, e.getMessage()),
                    e);
        }
    }
}
