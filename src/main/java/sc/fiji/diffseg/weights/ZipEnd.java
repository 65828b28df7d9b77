package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The records at the end of a zip file, which tell where its directory is.
 *
 * @param count number of entries
 * @param start where the directory begins
 * @param length bytes of the directory
 */
record ZipEnd(long count, long start, long length) {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR_LENGTH = 20;
    private static final int END64_LENGTH = 56;
    private static final int MAX_COMMENT = 0xffff;

    /**
     * Finds the directory, which must reach exactly to these records.
     *
     * @param bytes the whole file
     * @param file what to call it in errors
     * @throws WeightsException if there is no sound end, as in a file that was cut short
     */
    static ZipEnd find(Bytes bytes, String file) throws IOException {
        long size = bytes.length();
        int tailLength = (int) Math.min(size, END_LENGTH + MAX_COMMENT);
        ByteBuffer tail = read(bytes, size - tailLength, tailLength);
        int at = tailLength - END_LENGTH;
        while (at >= 0 && !endsHere(tail, at)) {
            at--;
        }
        if (at < 0) {
            throw Damaged.file(file, "the directory at its end is missing, so it was cut short");
        }
        long position = size - tailLength + at;
        int thisDisk = Short.toUnsignedInt(tail.getShort(at + 4));
        int directoryDisk = Short.toUnsignedInt(tail.getShort(at + 6));
        int countHere = Short.toUnsignedInt(tail.getShort(at + 8));
        ZipEnd end =
                new ZipEnd(
                        Short.toUnsignedInt(tail.getShort(at + 10)),
                        Integer.toUnsignedLong(tail.getInt(at + 16)),
                        Integer.toUnsignedLong(tail.getInt(at + 12)));
        if (position >= LOCATOR_LENGTH) {
            ByteBuffer locator = read(bytes, position - LOCATOR_LENGTH, LOCATOR_LENGTH);
            if (locator.getInt(0) == LOCATOR_SIGNATURE) {
                return end.in64Bits(bytes, locator, position - LOCATOR_LENGTH, file);
            }
        }
        if (thisDisk != 0 || directoryDisk != 0 || countHere != end.count) {
            throw Damaged.file(file, "it is a part of a zip archive in several parts");
        }
        return end.reachingTo(position, file);
    }

    private static boolean endsHere(ByteBuffer tail, int at) {
        return tail.getInt(at) == END_SIGNATURE
                && Short.toUnsignedInt(tail.getShort(at + 20)) == tail.limit() - at - END_LENGTH;
    }

    private ZipEnd in64Bits(Bytes bytes, ByteBuffer locator, long locatorPosition, String file)
            throws IOException {
        long position = locator.getLong(8);
        if (position < 0 || position > locatorPosition - END64_LENGTH) {
            throw Damaged.file(file, "its zip64 locator points outside the file");
        }
        ByteBuffer end = read(bytes, position, END64_LENGTH);
        long recordLength = end.getLong(4);
        if (end.getInt(0) != END64_SIGNATURE || recordLength != locatorPosition - position - 12) {
            throw Damaged.file(file, "its zip64 locator points to something else");
        }
        ZipEnd wide = new ZipEnd(end.getLong(32), end.getLong(48), end.getLong(40));
        if (end.getInt(16) != 0 || end.getInt(20) != 0 || end.getLong(24) != wide.count) {
            throw Damaged.file(file, "it is a part of a zip archive in several parts");
        }
        if (!agree(count, wide.count, 0xffffL)
                || !agree(start, wide.start, 0xffffffffL)
                || !agree(length, wide.length, 0xffffffffL)) {
            throw Damaged.file(file, "the two ends of its zip archive contradict each other");
        }
        return wide.reachingTo(position, file);
    }

    private static boolean agree(long narrow, long wide, long standIn) {
        return narrow == wide || narrow == standIn;
    }

    private ZipEnd reachingTo(long position, String file) throws WeightsException {
        if (count < 0 || start < 0 || length < 0 || start > position - length) {
            throw Damaged.file(file, "its zip directory lies outside the file");
        }
        if (start + length != position) {
            throw Damaged.file(file, "there is a gap behind its zip directory");
        }
        return this;
    }

    private static ByteBuffer read(Bytes bytes, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(buffer, position);
        return buffer.flip();
    }
}
