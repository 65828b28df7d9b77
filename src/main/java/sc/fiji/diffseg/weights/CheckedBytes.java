package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Bytes whose checksum is compared, once, before the first of them is handed out: a damaged weight
 * is a wrong result that nobody would notice.
 */
final class CheckedBytes implements Bytes {

    private static final int CHUNK = 1 << 20;

    private final Bytes bytes;
    private final int crc;
    private final String file;
    private final String name;
    private boolean checked;

    /**
     * Announces the check.
     *
     * @param crc the CRC-32 of all bytes
     * @param file what to call the file in errors
     * @param name what to call the entry in errors
     */
    CheckedBytes(Bytes bytes, int crc, String file, String name) {
        this.bytes = bytes;
        this.crc = crc;
        this.file = file;
        this.name = name;
    }

    @Override
    public long length() {
        return bytes.length();
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        if (!checked) {
            if (!isSound()) {
                throw Damaged.file(file, "the checksum of its entry '" + name + "' is wrong");
            }
            checked = true;
        }
        bytes.read(target, position);
    }

    /** Whether the bytes have the checksum. */
    boolean isSound() throws IOException {
        CRC32 sum = new CRC32();
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, bytes.length()));
        for (long position = 0; position < bytes.length(); position += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), bytes.length() - position));
            bytes.read(chunk, position);
            sum.update(chunk.flip());
        }
        return (int) sum.getValue() == crc;
    }
}
