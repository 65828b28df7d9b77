package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a zip file, read and checked so strictly that no two readers could understand the
 * file differently: unique harmless names, no overlap, local headers that agree, lengths within the
 * file.
 *
 * <p>The JDK's own reader offers streams only, whereas tensors are read at positions, and it passes
 * over several of these contradictions.
 */
final class ZipDirectory {

    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int HEADER_SIGNATURE = 0x04034b50;
    private static final int ENTRY_LENGTH = 46;
    private static final int HEADER_LENGTH = 30;
    private static final int MAX_COUNT = 250_000;
    private static final int MAX_LENGTH = 32 << 20;
    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final int DESCRIPTOR_FOLLOWS = 1 << 3;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ZIP64 = 1;
    private static final long IN_64_BITS = 0xffffffffL;

    private final Bytes bytes;
    private final String file;
    private final Map<String, ZipItem> items = new LinkedHashMap<>();

    private ZipDirectory(Bytes bytes, String file) {
        this.bytes = bytes;
        this.file = file;
    }

    /**
     * Reads the directory.
     *
     * @param bytes the whole file
     * @param file what to call it in errors
     * @return the entries by name, in the directory's order; unmodifiable
     * @throws WeightsException at the first contradiction
     */
    static Map<String, ZipItem> read(Bytes bytes, String file) throws IOException {
        ZipEnd end = ZipEnd.find(bytes, file);
        ZipDirectory directory = new ZipDirectory(bytes, file);
        if (end.count() > MAX_COUNT || end.length() > MAX_LENGTH) {
            throw directory.damaged(
                    "its zip directory has %d entries in %d bytes, more than weights need"
                            .formatted(end.count(), end.length()));
        }
        directory.readEntries(end);
        directory.readHeaders(end.start());
        return Collections.unmodifiableMap(directory.items);
    }

    private void readEntries(ZipEnd end) throws IOException {
        ByteBuffer entries = read(end.start(), (int) end.length());
        for (long i = 0; i < end.count(); i++) {
            ZipItem item = readEntry(entries);
            if (items.put(item.name(), item) != null) {
                throw damaged("it has two entries '" + item.name() + "'");
            }
        }
        if (entries.hasRemaining()) {
            throw damaged("its zip directory has more entries than announced");
        }
    }

    private ZipItem readEntry(ByteBuffer entries) throws WeightsException {
        int at = entries.position();
        if (entries.remaining() < ENTRY_LENGTH || entries.getInt(at) != ENTRY_SIGNATURE) {
            throw damaged("its zip directory has fewer entries than announced");
        }
        int nameLength = Short.toUnsignedInt(entries.getShort(at + 28));
        int extraLength = Short.toUnsignedInt(entries.getShort(at + 30));
        int commentLength = Short.toUnsignedInt(entries.getShort(at + 32));
        int length = ENTRY_LENGTH + nameLength + extraLength + commentLength;
        if (entries.remaining() < length) {
            throw damaged("an entry of its zip directory is cut short");
        }
        String name = name(entries.slice(at + ENTRY_LENGTH, nameLength));
        int method = method(entries, at + 8, name);
        if (entries.getShort(at + 34) != 0) {
            throw damaged("its entry '" + name + "' lies in another part of the archive");
        }
        ByteBuffer extra =
                entries.slice(at + ENTRY_LENGTH + nameLength, extraLength)
                        .order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer wide = wideFields(extra, name);
        long unpacked = wide(entries.getInt(at + 24), wide, name);
        long packed = wide(entries.getInt(at + 20), wide, name);
        long header = wide(entries.getInt(at + 42), wide, name);
        if (method == STORED && packed != unpacked) {
            throw damaged("its stored entry '" + name + "' has two different lengths");
        }
        entries.position(at + length);
        int crc = entries.getInt(at + 16);
        return new ZipItem(name, method == DEFLATED, crc, packed, unpacked, header, 0);
    }

    /** The compression method, behind the flags in both kinds of header. */
    private int method(ByteBuffer buffer, int flagsAt, String name) throws WeightsException {
        if ((buffer.getShort(flagsAt) & ENCRYPTED) != 0) {
            throw damaged("its entry '" + name + "' is encrypted");
        }
        int method = Short.toUnsignedInt(buffer.getShort(flagsAt + 2));
        if (method != STORED && method != DEFLATED) {
            throw damaged("its entry '%s' is packed by method %d".formatted(name, method));
        }
        return method;
    }

    private String name(ByteBuffer utf8) throws WeightsException {
        String name;
        try {
            name = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw Damaged.file(file, "the name of an entry is not UTF-8", e);
        }
        // Nothing is ever unpacked to a disk; such a name only tells that the file is hostile.
        boolean climbs = List.of(name.split("/", -1)).contains("..");
        boolean odd = name.chars().anyMatch(c -> c < ' ' || c == '\\' || c == ':' || c == 0x7f);
        if (name.isEmpty() || name.startsWith("/") || climbs || odd) {
            throw damaged("the name '" + name + "' of an entry leads out of the archive");
        }
        return name;
    }

    private ByteBuffer wideFields(ByteBuffer extra, String name) throws WeightsException {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Short.toUnsignedInt(extra.getShort());
            if (length > extra.remaining()) {
                throw damaged("an extra field of its entry '" + name + "' is cut short");
            }
            if (id == ZIP64) {
                return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long wide(int narrow, ByteBuffer wideFields, String name) throws WeightsException {
        long value = Integer.toUnsignedLong(narrow);
        if (value != IN_64_BITS || !wideFields.hasRemaining()) {
            return value;
        }
        if (wideFields.remaining() < Long.BYTES) {
            throw damaged("a 64-bit field of its entry '" + name + "' is cut short");
        }
        long wide = wideFields.getLong();
        if (wide < 0) {
            throw damaged("a 64-bit field of its entry '" + name + "' is negative");
        }
        return wide;
    }

    /** Finds each entry's data, in the file's order, so that an overlap shows. */
    private void readHeaders(long directoryStart) throws IOException {
        List<ZipItem> inFileOrder = new ArrayList<>(items.values());
        inFileOrder.sort(Comparator.comparingLong(ZipItem::header));
        long free = 0;
        for (ZipItem item : inFileOrder) {
            if (item.header() < free) {
                throw damaged("its entry '" + item.name() + "' overlaps another one");
            }
            ZipItem placed = readHeader(item, directoryStart);
            items.put(item.name(), placed);
            free = placed.end();
        }
    }

    private ZipItem readHeader(ZipItem item, long directoryStart) throws IOException {
        byte[] name = item.name().getBytes(StandardCharsets.UTF_8);
        if (item.header() > directoryStart - HEADER_LENGTH - name.length) {
            throw damaged("its entry '" + item.name() + "' lies outside the file");
        }
        ByteBuffer header = read(item.header(), HEADER_LENGTH + name.length);
        int nameLength = Short.toUnsignedInt(header.getShort(26));
        if (header.getInt(0) != HEADER_SIGNATURE
                || nameLength != name.length
                || !header.slice(HEADER_LENGTH, nameLength).equals(ByteBuffer.wrap(name))
                || method(header, 6, item.name()) != (item.deflated() ? DEFLATED : STORED)) {
            throw damaged("its directory and the entry '" + item.name() + "' disagree");
        }
        long length = Integer.toUnsignedLong(header.getInt(22));
        boolean later = (header.getShort(6) & DESCRIPTOR_FOLLOWS) != 0;
        if (length != item.length() && length != IN_64_BITS && !later) {
            throw damaged("its directory and the entry '" + item.name() + "' disagree");
        }
        int extraLength = Short.toUnsignedInt(header.getShort(28));
        ZipItem placed = item.at(item.header() + HEADER_LENGTH + nameLength + extraLength);
        if (placed.data() > directoryStart - placed.packedLength()) {
            throw damaged("its entry '" + item.name() + "' lies outside the file");
        }
        return placed;
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(buffer, position);
        return buffer.flip();
    }

    private WeightsException damaged(String what) {
        return Damaged.file(file, what);
    }
}
