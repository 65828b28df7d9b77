package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A run of bytes that can be read at any position. */
interface Bytes {

    /** How many bytes there are. */
    long length();

    /**
     * Fills a buffer from its position to its limit.
     *
     * @param position of the first byte to read; the range must lie within these bytes
     */
    void read(ByteBuffer target, long position) throws IOException;
}
