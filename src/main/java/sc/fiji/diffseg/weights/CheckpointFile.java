package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A PyTorch checkpoint ({@code .ckpt}, {@code .pth}, {@code .pt}, {@code .bin}) opened for reading:
 * the zip format of PyTorch 1.6 and later, and the one before.
 *
 * <p>A checkpoint contains a pickle, which is a program. Here it is read as data by an interpreter
 * that knows dictionaries, lists, numbers, texts, tensors, parameters and storages, and leaves a
 * placeholder for everything else; nothing is ever called. What opening takes is bounded: 20
 * million instructions, about 256 MiB of memory, names and lengths that the file's own size bears
 * out. A file that names a Python function whose only use is to run something is refused.
 *
 * <p>The interpreter is our own because the one pickle library for Java, {@code
 * net.razorvine:pickle}, cannot be held to such an allow-list: its registry of constructors is
 * static and shared by everything in the same Java, it calls {@code __setstate__} by reflection,
 * reserves whatever length a file announces, and has no limits.
 *
 * <p>Tensors are called by their way through the checkpoint's dictionaries and lists, such as
 * {@code state_dict.encoder.conv_in.weight} or {@code optimizer_states.0.state.0.exp_avg}; names
 * come in the order of the dictionaries. {@link #metadata()} has the texts, numbers and truth
 * values among them, such as {@code epoch}. Elements are handed out in row-major order, whatever
 * their strides. If the file keeps checksums, each storage is compared with its own before it is
 * used.
 */
public final class CheckpointFile extends TensorFile {

    private static final int ZIP_SIGNATURE = 0x04034b50;

    private final FileChannel channel;
    private final CheckpointStorages storages;
    private final Map<String, TensorView> views;
    private final Map<String, String> skipped;
    private ByteBuffer staging;
    private String lastName;
    private StridedReader lastReader;

    private CheckpointFile(
            Path path,
            FileChannel channel,
            CheckpointStorages storages,
            TensorCollector found,
            Map<String, TensorInfo> tensors) {
        super(path, Collections.unmodifiableMap(found.facts()), tensors);
        this.channel = channel;
        this.storages = storages;
        this.views = found.tensors();
        this.skipped = Collections.unmodifiableMap(found.skipped());
    }

    /**
     * Opens a checkpoint and finds its tensors; their data is not read yet.
     *
     * @param path the file
     * @throws WeightsException if the file is missing, damaged, hostile, or no checkpoint with
     *     tensors in dictionaries or lists
     */
    public static CheckpointFile open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new WeightsException("There is no weights file " + path + "; check its name.");
        }
        if (!Files.isRegularFile(path)) {
            throw new WeightsException(path + " is not a file; name a PyTorch checkpoint.");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new WeightsException("There is no weights file " + path + "; check its name.", e);
        }
        try {
            return open(path, channel);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static CheckpointFile open(Path path, FileChannel channel) throws IOException {
        String file = path.toString();
        FileBytes bytes = new FileBytes(path, channel, 0, channel.size());
        CheckpointContent content;
        if (isZip(bytes)) {
            content = ZipCheckpoint.read(bytes, file);
        } else if (LegacyCheckpoint.recognises(bytes)) {
            content = LegacyCheckpoint.read(bytes, file);
        } else {
            throw new WeightsException(
                    file + " is no PyTorch checkpoint of either format; choose another file.");
        }
        TensorCollector found = TensorCollector.collect(content, file, bytes.length());
        if (found.tensors().isEmpty() && found.skipped().isEmpty()) {
            throw new WeightsException(
                    file
                            + " holds no tensors in dictionaries or lists; if a whole model was"
                            + " saved, save its state_dict() instead.");
        }
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        found.tensors().forEach((name, view) -> tensors.put(name, info(name, view)));
        return new CheckpointFile(
                path, channel, content.storages(), found, Collections.unmodifiableMap(tensors));
    }

    private static TensorInfo info(String name, TensorView view) {
        long begin = view.offset() * view.type().width();
        return new TensorInfo(name, view.type(), view.shape(), begin, begin + view.spanBytes());
    }

    /**
     * Whether a file begins as PyTorch checkpoints do. It may be damaged or hostile all the same.
     *
     * @param path an existing file
     * @throws IOException if it cannot be read
     */
    public static boolean isCheckpoint(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            FileBytes bytes = new FileBytes(path, channel, 0, channel.size());
            return isZip(bytes)
                    ? ZipCheckpoint.recognises(bytes)
                    : LegacyCheckpoint.recognises(bytes);
        }
    }

    private static boolean isZip(Bytes bytes) throws IOException {
        if (bytes.length() < Integer.BYTES) {
            return false;
        }
        ByteBuffer signature = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(signature, 0);
        return signature.getInt(0) == ZIP_SIGNATURE;
    }

    /**
     * Tensors that are in the file but cannot be read, and why: complex or quantised numbers, kinds
     * of tensors without plain storage, several tensors of one name.
     *
     * @return the reasons by name, each a clause; unmodifiable, mostly empty
     */
    @Override
    public Map<String, String> skipped() {
        return skipped;
    }

    /** Closes the file; buffers that were read stay valid. */
    @Override
    public synchronized void close() throws IOException {
        forget();
        storages.forget();
        staging = null;
        channel.close();
    }

    @Override
    void transfer(TensorInfo tensor, long first, long count, Consumer<ByteBuffer> sink)
            throws IOException {
        if (!tensor.name().equals(lastName)) {
            lastName = tensor.name();
            lastReader = new StridedReader(views.get(lastName));
        }
        int width = tensor.type().width();
        Consumer<ByteBuffer> target = sink;
        if (storages.isBigEndian() && width > 1) {
            target =
                    chunk -> {
                        swap(chunk, width);
                        sink.accept(chunk);
                    };
        }
        lastReader.read(first, count, staging(count * width), target);
        if (first + count == tensor.count()) {
            forget();
        }
    }

    /** A tensor that was read to its end is not asked for again. */
    private void forget() {
        lastName = null;
        lastReader = null;
    }

    private static void swap(ByteBuffer chunk, int width) {
        for (int at = chunk.position(); at < chunk.limit(); at += width) {
            switch (width) {
                case 2 -> chunk.putShort(at, Short.reverseBytes(chunk.getShort(at)));
                case 4 -> chunk.putInt(at, Integer.reverseBytes(chunk.getInt(at)));
                default -> chunk.putLong(at, Long.reverseBytes(chunk.getLong(at)));
            }
        }
    }

    private ByteBuffer staging(long needed) {
        int capacity = (int) Math.min(Chunks.SIZE, Math.max(Long.BYTES, needed));
        if (staging == null || staging.capacity() < capacity) {
            staging = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        }
        return staging;
    }
}
