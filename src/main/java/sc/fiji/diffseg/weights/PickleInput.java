package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The bytes of a pickle in order, read in chunks; long ones that nobody needs are skipped. */
final class PickleInput {

    private static final int CHUNK = 1 << 16;
    private static final int MAX_LINE = 1000;

    private final Bytes bytes;
    private final String file;
    private final ByteBuffer buffer;
    private long loaded;

    /**
     * Begins at a position.
     *
     * @param bytes what to read; a pickle may end before they do
     * @param position of the first byte
     * @param file what to call the file in errors
     */
    PickleInput(Bytes bytes, long position, String file) {
        this.bytes = bytes;
        this.file = file;
        this.loaded = position;
        int capacity = (int) Math.max(1, Math.min(CHUNK, bytes.length() - position));
        this.buffer = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }

    /** Position of the next byte. */
    long position() {
        return loaded - buffer.remaining();
    }

    /** The next byte, unsigned. */
    int unsignedByte() throws IOException {
        need(1);
        return Byte.toUnsignedInt(buffer.get());
    }

    /** The next two bytes as an unsigned integer. */
    int unsignedShort() throws IOException {
        need(Short.BYTES);
        return Short.toUnsignedInt(buffer.getShort());
    }

    /** The next four bytes as a signed integer. */
    int signedInt() throws IOException {
        need(Integer.BYTES);
        return buffer.getInt();
    }

    /** The next four bytes as an unsigned integer. */
    long unsignedInt() throws IOException {
        return Integer.toUnsignedLong(signedInt());
    }

    /** The next eight bytes as a signed integer. */
    long signedLong() throws IOException {
        need(Long.BYTES);
        return buffer.getLong();
    }

    /** The next eight bytes as a number; pickles store it big-endian. */
    double bigEndianDouble() throws IOException {
        return Double.longBitsToDouble(Long.reverseBytes(signedLong()));
    }

    /**
     * The next bytes.
     *
     * @param length at most {@link PickleBudget#MAX_TEXT}
     */
    byte[] bytes(int length) throws IOException {
        check(length);
        byte[] result = new byte[length];
        int filled = 0;
        while (filled < length) {
            need(1);
            int count = Math.min(length - filled, buffer.remaining());
            buffer.get(result, filled, count);
            filled += count;
        }
        return result;
    }

    /**
     * The next bytes as UTF-8.
     *
     * @param length number of bytes as announced by the file
     * @return empty if the text is too long to be a name, or no UTF-8; its bytes are passed over
     */
    Optional<String> text(long length) throws IOException {
        if (length < 0 || length > PickleBudget.MAX_TEXT) {
            skip(length);
            return Optional.empty();
        }
        try {
            ByteBuffer utf8 = ByteBuffer.wrap(bytes((int) length));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
        } catch (CharacterCodingException e) {
            // Python writes lone surrogates, as in odd file names, which no tensor is called.
            return Optional.empty();
        }
    }

    /** The next bytes up to a line feed, which is passed over, as UTF-8. */
    String line() throws IOException {
        byte[] line = new byte[MAX_LINE];
        int length = 0;
        for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
            if (length == MAX_LINE) {
                throw Damaged.file(file, "its pickle has a name of more than 1000 bytes");
            }
            line[length++] = (byte) next;
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Passes over bytes.
     *
     * @param length as announced by the file
     */
    void skip(long length) throws IOException {
        check(length);
        long next = position() + length;
        if (next <= loaded) {
            buffer.position(buffer.limit() - (int) (loaded - next));
        } else {
            buffer.position(0).limit(0);
            loaded = next;
        }
    }

    /** Refuses an announced length beyond the end. */
    void check(long length) throws WeightsException {
        long left = bytes.length() - position();
        if (length < 0 || length > left) {
            throw Damaged.file(
                    file,
                    "its pickle announces %s bytes where %d are left"
                            .formatted(Long.toUnsignedString(length), left));
        }
    }

    private void need(int count) throws IOException {
        if (buffer.remaining() >= count) {
            return;
        }
        if (bytes.length() - position() < count) {
            throw Damaged.file(file, "its pickle has no end");
        }
        buffer.compact();
        long room = Math.min(buffer.remaining(), bytes.length() - loaded);
        int kept = buffer.position();
        buffer.limit(kept + (int) room);
        bytes.read(buffer, loaded);
        buffer.flip();
        loaded += room;
    }
}
