package sc.fiji.diffseg.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes zip files as PyTorch does, entry by entry with data descriptors and 64-bit ends, and such
 * as nobody should write.
 */
final class ZipBuilder {

    /** One entry, of which everything can be made to lie. */
    static final class Entry {
        String name;
        String localName;
        byte[] packed;
        int method;
        int flags = 1 << 11 | 1 << 3;
        int crc;
        long length;
        long announcedPacked;
        int localOffset = -1;
        boolean wide;
    }

    private final List<Entry> entries = new ArrayList<>();
    private boolean zip64 = true;

    /** Adds a stored entry. */
    ZipBuilder stored(String name, byte[] bytes) {
        return add(name, bytes, 0, entry -> {});
    }

    /** Adds a compressed entry. */
    ZipBuilder deflated(String name, byte[] bytes) {
        return add(name, bytes, 8, entry -> {});
    }

    /** Adds an entry after changing it. */
    ZipBuilder add(String name, byte[] bytes, int method, Consumer<Entry> change) {
        Entry entry = new Entry();
        entry.name = name;
        entry.localName = name;
        entry.method = method;
        entry.packed = method == 8 ? deflate(bytes) : bytes;
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.crc = (int) crc.getValue();
        entry.length = bytes.length;
        entry.announcedPacked = entry.packed.length;
        change.accept(entry);
        entries.add(entry);
        return this;
    }

    /** Leaves the 64-bit end out. */
    ZipBuilder without64BitEnd() {
        zip64 = false;
        return this;
    }

    /** The file. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            if (entry.localOffset < 0) {
                entry.localOffset = out.size();
            }
            byte[] name = utf8(entry.localName);
            boolean later = (entry.flags & 1 << 3) != 0;
            ByteBuffer header = little(30).putInt(0x04034b50).putShort((short) 0);
            header.putShort((short) entry.flags).putShort((short) entry.method).putInt(0);
            header.putInt(later ? 0 : entry.crc).putInt(later ? 0 : (int) entry.announcedPacked);
            header.putInt(later ? 0 : (int) entry.length);
            header.putShort((short) name.length).putShort((short) 0);
            out.writeBytes(header.array());
            out.writeBytes(name);
            out.writeBytes(entry.packed);
            if (later) {
                ByteBuffer descriptor = little(16).putInt(0x08074b50).putInt(entry.crc);
                descriptor.putInt((int) entry.announcedPacked).putInt((int) entry.length);
                out.writeBytes(descriptor.array());
            }
        }
        int start = out.size();
        entries.forEach(entry -> out.writeBytes(directoryEntry(entry)));
        int length = out.size() - start;
        if (zip64) {
            ByteBuffer end = little(76).putInt(0x06064b50).putLong(44).putInt(0).putInt(0);
            end.putInt(0).putLong(entries.size()).putLong(entries.size());
            end.putLong(length).putLong(start);
            end.putInt(0x07064b50).putInt(0).putLong(start + length).putInt(1);
            out.writeBytes(end.array());
        }
        ByteBuffer end = little(22).putInt(0x06054b50).putInt(0);
        end.putShort((short) entries.size()).putShort((short) entries.size());
        end.putInt(length).putInt(start).putShort((short) 0);
        out.writeBytes(end.array());
        return out.toByteArray();
    }

    private static byte[] directoryEntry(Entry entry) {
        byte[] name = utf8(entry.name);
        int extra = entry.wide ? 28 : 0;
        ByteBuffer bytes = little(46 + name.length + extra).putInt(0x02014b50).putInt(0);
        bytes.putShort((short) entry.flags).putShort((short) entry.method).putInt(0);
        bytes.putInt(entry.crc);
        bytes.putInt(entry.wide ? -1 : (int) entry.announcedPacked);
        bytes.putInt(entry.wide ? -1 : (int) entry.length);
        bytes.putShort((short) name.length).putShort((short) extra).putShort((short) 0);
        bytes.putInt(0).putInt(0).putInt(entry.wide ? -1 : entry.localOffset);
        bytes.put(name);
        if (entry.wide) {
            bytes.putShort((short) 1).putShort((short) 24);
            bytes.putLong(entry.length).putLong(entry.announcedPacked);
            bytes.putLong(entry.localOffset);
        }
        return bytes.array();
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] packed = new byte[bytes.length + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        return java.util.Arrays.copyOf(packed, length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
