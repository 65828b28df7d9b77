package sc.fiji.diffseg.weights;

/**
 * One entry of a zip file.
 *
 * @param name its name, unique in the file
 * @param deflated whether it is compressed
 * @param crc CRC-32 of the unpacked bytes
 * @param packedLength bytes that it takes in the file
 * @param length bytes when unpacked
 * @param header where in the file its local header begins
 * @param data where in the file its bytes begin
 */
record ZipItem(
        String name,
        boolean deflated,
        int crc,
        long packedLength,
        long length,
        long header,
        long data) {

    /** Where in the file its bytes end. */
    long end() {
        return data + packedLength;
    }

    /** The same entry, its bytes found. */
    ZipItem at(long position) {
        return new ZipItem(name, deflated, crc, packedLength, length, header, position);
    }
}
