package sc.fiji.diffseg.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Writes a safetensors file tensor by tensor, never holding more than one chunk of it in memory.
 *
 * <p>All tensors are declared first; then their elements are written, in any order of the tensors,
 * each in one call or in several that continue each other. The file is written under a temporary
 * name in the same folder and takes its name when {@link #close} finds every tensor complete;
 * otherwise it is deleted, and what was there before stays. Not safe for use by several threads at
 * once.
 */
public final class SafetensorsWriter implements Closeable {

    private final Path path;
    private final Path temporary;
    private final FileChannel channel;
    private final long dataStart;
    private final Map<String, TensorInfo> tensors;
    private final Map<String, Long> written = new LinkedHashMap<>();
    private final ByteBuffer staging =
            ByteBuffer.allocateDirect(Chunks.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private boolean failed;

    private SafetensorsWriter(
            Path path,
            Path temporary,
            FileChannel channel,
            long dataStart,
            Map<String, TensorInfo> tensors) {
        this.path = path;
        this.temporary = temporary;
        this.channel = channel;
        this.dataStart = dataStart;
        this.tensors = tensors;
        tensors.keySet().forEach(name -> written.put(name, 0L));
    }

    /**
     * Begins a file.
     *
     * @param path the file to create or replace; its folder must exist
     * @param specs all tensors, in the order in which their data will lie in the file
     * @param metadata free texts to store, in this order; may be empty
     * @throws IllegalArgumentException if two tensors have the same name
     * @throws WeightsException if the header would exceed the format's limit of 100 MB
     */
    public static SafetensorsWriter create(
            Path path, List<TensorSpec> specs, Map<String, String> metadata) throws IOException {
        Map<String, TensorInfo> tensors = HeaderWriter.layOut(specs);
        byte[] header = HeaderWriter.toBytes(tensors, metadata);
        if (header.length > SafetensorsHeader.MAX_LENGTH) {
            throw new WeightsException(
                    "The header of %s would exceed 100 MB; store fewer tensors or less metadata."
                            .formatted(path));
        }
        Path temporary = AtomicFile.temporaryFor(path);
        FileChannel channel =
                FileChannel.open(
                        temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            Chunks.write(channel, prefix.putLong(0, header.length), 0);
            Chunks.write(channel, ByteBuffer.wrap(header), 8);
            return new SafetensorsWriter(path, temporary, channel, 8L + header.length, tensors);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /**
     * Writes the next elements of a tensor of a floating type, rounding to nearest even where the
     * type is narrower than {@code F32}.
     *
     * @param name name of a declared tensor
     * @param values read from position to limit, which both stay as they are
     * @throws IllegalArgumentException if the tensor was not declared, has another kind of type, or
     *     would get more elements than it has
     */
    public void write(String name, FloatBuffer values) throws IOException {
        FloatBuffer source = values.duplicate();
        append(
                name,
                values.remaining(),
                ElementWriter::takesFloats,
                (type, index) -> ElementWriter.putFloat(type, source.get(), staging));
    }

    /** Writes the next elements of a tensor as {@link #write(String, FloatBuffer)} does. */
    public void write(String name, float[] values) throws IOException {
        write(name, FloatBuffer.wrap(values));
    }

    /**
     * Writes the next elements of a tensor of type {@code F64} or, rounded, {@code F32}.
     *
     * @throws IllegalArgumentException as {@link #write(String, FloatBuffer)}
     */
    public void write(String name, double[] values) throws IOException {
        append(
                name,
                values.length,
                ElementWriter::takesDoubles,
                (type, index) -> ElementWriter.putDouble(type, values[index], staging));
    }

    /**
     * Writes the next elements of a tensor of integers or booleans (0 and 1).
     *
     * @throws IllegalArgumentException as {@link #write(String, FloatBuffer)}
     * @throws WeightsException if a value is outside the range of the tensor's type
     */
    public void write(String name, long[] values) throws IOException {
        append(
                name,
                values.length,
                ElementWriter::takesLongs,
                (type, index) -> ElementWriter.putLong(type, values[index], staging));
    }

    /**
     * Writes the next elements of a tensor of any type as they shall lie in the file.
     *
     * @param name name of a declared tensor
     * @param elements little-endian bytes from position to limit, which both stay as they are
     * @throws IllegalArgumentException as {@link #write(String, FloatBuffer)}, or if the bytes are
     *     no whole number of elements
     */
    public void write(String name, ByteBuffer elements) throws IOException {
        guarded(
                name,
                tensor -> {
                    int width = tensor.type().width();
                    int count = elements.remaining() / width;
                    if (elements.remaining() != count * width) {
                        throw new IllegalArgumentException(
                                "The tensor '%s' of %s gets %d bytes, no whole number of %s."
                                        .formatted(
                                                name, path, elements.remaining(), tensor.type()));
                    }
                    requireRoom(tensor, count);
                    Chunks.write(channel, elements.duplicate(), positionIn(tensor));
                    advance(tensor, count);
                });
    }

    /**
     * Gives the file its name if every tensor is complete, and deletes it otherwise. After a failed
     * write the file is deleted without another error. Closing again does nothing.
     *
     * @throws WeightsException if a tensor has fewer elements than declared
     */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            Files.deleteIfExists(temporary);
            return;
        }
        try {
            if (!failed) {
                requireComplete();
                channel.force(true);
            }
            channel.close();
            if (!failed) {
                AtomicFile.replace(temporary, path);
            }
        } finally {
            channel.close();
            Files.deleteIfExists(temporary);
        }
    }

    private void requireComplete() throws WeightsException {
        for (TensorInfo tensor : tensors.values()) {
            long count = written.get(tensor.name());
            if (count != tensor.count()) {
                throw new WeightsException(
                        "%s was not written, because its tensor '%s' got %d of its %d elements."
                                .formatted(path, tensor.name(), count, tensor.count()));
            }
        }
    }

    /** Puts the element of an index of the caller's values into the staging buffer. */
    private interface Put {
        void element(ElementType type, int index);
    }

    private void append(String name, int count, Predicate<ElementType> takes, Put put)
            throws IOException {
        guarded(
                name,
                tensor -> {
                    ElementType type = tensor.type();
                    if (!takes.test(type)) {
                        throw new IllegalArgumentException(
                                "The tensor '%s' of %s is declared as %s, not for such numbers."
                                        .formatted(name, path, type));
                    }
                    requireRoom(tensor, count);
                    int perChunk = Chunks.SIZE / type.width();
                    int index = 0;
                    while (index < count) {
                        int end = Math.min(count, index + perChunk);
                        int begin = index;
                        staging.clear();
                        for (; index < end; index++) {
                            put.element(type, index);
                        }
                        Chunks.write(channel, staging.flip(), positionIn(tensor));
                        advance(tensor, end - begin);
                    }
                });
    }

    private void requireRoom(TensorInfo tensor, int count) {
        long total = written.get(tensor.name()) + count;
        if (total > tensor.count()) {
            throw new IllegalArgumentException(
                    "The tensor '%s' of %s has %d elements, but gets %d."
                            .formatted(tensor.name(), path, tensor.count(), total));
        }
    }

    private interface Work {
        void on(TensorInfo tensor) throws IOException;
    }

    /** Does the work; if it fails, the file is not to be kept. */
    private void guarded(String name, Work work) throws IOException {
        boolean done = false;
        try {
            TensorInfo tensor = tensors.get(name);
            if (tensor == null) {
                throw new IllegalArgumentException(
                        "The tensor '" + name + "' was not declared for " + path + ".");
            }
            work.on(tensor);
            done = true;
        } catch (ArithmeticException e) {
            throw new WeightsException(
                    "The tensor '%s' of %s cannot be written: %s."
                            .formatted(name, path, e.getMessage()),
                    e);
        } finally {
            failed |= !done;
        }
    }

    private long positionIn(TensorInfo tensor) {
        return dataStart + tensor.begin() + written.get(tensor.name()) * tensor.type().width();
    }

    private void advance(TensorInfo tensor, long count) {
        written.merge(tensor.name(), count, Long::sum);
    }
}
