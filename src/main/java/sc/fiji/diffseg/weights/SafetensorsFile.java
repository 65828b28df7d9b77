package sc.fiji.diffseg.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A safetensors file opened for reading.
 *
 * <p>Opening reads and checks the header only; data is read tensor by tensor, in chunks of at most
 * 4 MiB, at 64-bit offsets. The file is not mapped into memory, because a mapped file cannot be
 * replaced on Windows. Methods may be called from several threads; they take turns.
 */
public final class SafetensorsFile implements Closeable {

    private static final int LENGTH_BYTES = 8;

    private final Path path;
    private final FileChannel channel;
    private final long dataStart;
    private final long dataLength;
    private final Map<String, String> metadata;
    private final Map<String, TensorInfo> tensors;
    private ByteBuffer staging;

    private SafetensorsFile(
            Path path,
            FileChannel channel,
            long dataStart,
            long dataLength,
            SafetensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.dataStart = dataStart;
        this.dataLength = dataLength;
        this.metadata = header.metadata();
        this.tensors = header.tensors();
    }

    /**
     * Opens a file and checks its header.
     *
     * @param path the file
     * @throws WeightsException if the file is missing, or its header breaks a rule of the format or
     *     disagrees with the file's length
     */
    public static SafetensorsFile open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new WeightsException("There is no weights file " + path + "; check its name.");
        }
        if (!Files.isRegularFile(path)) {
            throw new WeightsException(path + " is not a file; name a safetensors file.");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new WeightsException("There is no weights file " + path + "; check its name.", e);
        }
        try {
            long size = channel.size();
            long headerLength = headerLength(path, channel, size);
            byte[] json = new byte[(int) headerLength];
            Chunks.read(path, channel, ByteBuffer.wrap(json), LENGTH_BYTES);
            long dataStart = LENGTH_BYTES + headerLength;
            long dataLength = size - dataStart;
            SafetensorsHeader header = SafetensorsHeader.parse(json, dataLength, path.toString());
            return new SafetensorsFile(path, channel, dataStart, dataLength, header);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static long headerLength(Path path, FileChannel channel, long size) throws IOException {
        if (size < LENGTH_BYTES) {
            throw new WeightsException(
                    path
                            + " has only "
                            + size
                            + " bytes and is no safetensors file; get it again.");
        }
        ByteBuffer prefix = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Chunks.read(path, channel, prefix, 0);
        long length = prefix.getLong(0);
        if (length < 0 || length > SafetensorsHeader.MAX_LENGTH || length > size - LENGTH_BYTES) {
            throw new WeightsException(
                    ("%s is not a sound safetensors file: it announces a header of %s bytes"
                                    + " and has %d bytes altogether; get the file again.")
                            .formatted(path, Long.toUnsignedString(length), size));
        }
        return length;
    }

    /** The file that is open. */
    public Path path() {
        return path;
    }

    /** The free texts stored with the tensors; unmodifiable, may be empty. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The names of all tensors, in the order of their data in the file; unmodifiable. */
    public Set<String> names() {
        return tensors.keySet();
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
        transfer(
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
        transfer(
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
        transfer(
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
        transfer(tensor, 0, tensor.count(), target::put);
        return bytes;
    }

    /** Closes the file; buffers that were read stay valid. */
    @Override
    public synchronized void close() throws IOException {
        staging = null;
        channel.close();
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

    private synchronized void transfer(
            TensorInfo tensor, long first, long count, Consumer<ByteBuffer> sink)
            throws IOException {
        if (first < 0 || first > tensor.count() - count) {
            throw new IndexOutOfBoundsException(
                    "Elements %d to %d lie outside the tensor '%s' of %d elements."
                            .formatted(first, first + count, tensor.name(), tensor.count()));
        }
        int width = tensor.type().width();
        long position = dataStart + tensor.begin() + first * width;
        long left = count * width;
        while (left > 0) {
            ByteBuffer chunk = staging((int) Math.min(Chunks.SIZE, left));
            Chunks.read(path, channel, chunk, position);
            position += chunk.limit();
            left -= chunk.limit();
            try {
                sink.accept(chunk.flip());
            } catch (ArithmeticException e) {
                throw new WeightsException(
                        "The tensor '%s' in %s cannot be converted: %s."
                                .formatted(tensor.name(), path, e.getMessage()),
                        e);
            }
        }
    }

    private ByteBuffer staging(int length) {
        if (staging == null) {
            int capacity = (int) Math.min(Chunks.SIZE, dataLength);
            staging = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        }
        return staging.clear().limit(length);
    }
}
