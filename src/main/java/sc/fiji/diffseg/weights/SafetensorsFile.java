package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * A safetensors file opened for reading.
 *
 * <p>Opening reads and checks the header only. Names come in the order of the data.
 */
public final class SafetensorsFile extends TensorFile {

    private static final int LENGTH_BYTES = 8;

    private final FileChannel channel;
    private final long dataStart;
    private final long dataLength;
    private ByteBuffer staging;

    private SafetensorsFile(
            Path path,
            FileChannel channel,
            long dataStart,
            long dataLength,
            SafetensorsHeader header) {
        super(path, header.metadata(), header.tensors());
        this.channel = channel;
        this.dataStart = dataStart;
        this.dataLength = dataLength;
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

    /** Closes the file; buffers that were read stay valid. */
    @Override
    public synchronized void close() throws IOException {
        staging = null;
        channel.close();
    }

    @Override
    void transfer(TensorInfo tensor, long first, long count, Consumer<ByteBuffer> sink)
            throws IOException {
        int width = tensor.type().width();
        long position = dataStart + tensor.begin() + first * width;
        long left = count * width;
        while (left > 0) {
            ByteBuffer chunk = staging((int) Math.min(Chunks.SIZE, left));
            Chunks.read(path(), channel, chunk, position);
            position += chunk.limit();
            left -= chunk.limit();
            sink.accept(chunk.flip());
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
