package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Deflated bytes, unpacked into memory when they are needed.
 *
 * <p>PyTorch stores without compression; this serves files that somebody packed again. One entry of
 * a file is in memory at a time.
 */
final class InflatedBytes implements Bytes {

    /** Beyond this a compressed storage is refused, because it has to be held in memory. */
    static final long MAX_LENGTH = 64L << 20;

    /** Deflate cannot do better than this, so whatever announces more is lying. */
    private static final long BEST_RATIO = 1032;

    private static final int CHUNK = 1 << 16;

    private final Bytes packed;
    private final long length;
    private final Memory memory;
    private final String file;
    private final String name;

    private InflatedBytes(Bytes packed, long length, Memory memory, String file, String name) {
        this.packed = packed;
        this.length = length;
        this.memory = memory;
        this.file = file;
        this.name = name;
    }

    /**
     * Checks the announced length before anything is allocated for it.
     *
     * @param packed raw deflate data
     * @param length its announced length when unpacked
     * @param memory shared by all entries of the file
     * @param file what to call the file in errors
     * @param name what to call the entry in errors
     * @throws WeightsException if the length is too large, or impossible
     */
    static InflatedBytes of(Bytes packed, long length, Memory memory, String file, String name)
            throws WeightsException {
        if (length > MAX_LENGTH) {
            throw new WeightsException(
                    ("%s compresses its entry '%s' of %d bytes, more than the %d that are unpacked;"
                                    + " pack the file again without compression.")
                            .formatted(file, name, length, MAX_LENGTH));
        }
        if (length > packed.length() * BEST_RATIO + BEST_RATIO) {
            throw Damaged.file(
                    file,
                    "its entry '%s' cannot unpack from %d bytes to %d"
                            .formatted(name, packed.length(), length));
        }
        return new InflatedBytes(packed, length, memory, file, name);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        if (memory.owner != this) {
            memory.clear();
            memory.unpacked = unpack();
            memory.owner = this;
        }
        int count = target.remaining();
        target.put(memory.unpacked, Math.toIntExact(position), count);
    }

    private byte[] unpack() throws IOException {
        byte[] result = new byte[(int) length];
        ByteBuffer input = ByteBuffer.allocate((int) Math.min(CHUNK, packed.length()));
        Inflater inflater = new Inflater(true);
        try {
            long next = 0;
            int filled = 0;
            byte[] surplus = new byte[1];
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    if (next == packed.length()) {
                        throw wrong("ends before it is complete");
                    }
                    input.clear().limit((int) Math.min(input.capacity(), packed.length() - next));
                    packed.read(input, next);
                    next += input.position();
                    inflater.setInput(input.array(), 0, input.position());
                }
                if (inflater.needsDictionary()) {
                    throw wrong("asks for a dictionary");
                }
                if (filled < result.length) {
                    filled += inflater.inflate(result, filled, result.length - filled);
                } else if (inflater.inflate(surplus) > 0) {
                    throw wrong("unpacks to more bytes than announced");
                }
            }
            if (filled < result.length) {
                throw wrong("unpacks to fewer bytes than announced");
            }
            return result;
        } catch (DataFormatException e) {
            throw Damaged.file(file, "its entry '" + name + "' is not sound deflate data", e);
        } finally {
            inflater.end();
        }
    }

    private WeightsException wrong(String what) {
        return Damaged.file(file, "its entry '" + name + "' " + what);
    }

    /** Where the last entry that was unpacked stays until another one is. */
    static final class Memory {

        private InflatedBytes owner;
        private byte[] unpacked;

        /** Gives the memory back. */
        void clear() {
            owner = null;
            unpacked = null;
        }
    }
}
