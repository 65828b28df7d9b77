package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Whole buffers from and to a position of a file, in pieces of at most {@link #SIZE}: a channel
 * copies heap memory through a hidden buffer as large as what it is handed at once.
 */
final class Chunks {

    /** Bytes moved at once, a multiple of every element's width. */
    static final int SIZE = 4 << 20;

    private Chunks() {}

    /**
     * Fills a buffer from its position to its limit.
     *
     * @param path the channel's file, for the error
     * @param position where in the file to begin
     * @throws WeightsException if the file ends too early
     */
    static void read(Path path, FileChannel channel, ByteBuffer target, long position)
            throws IOException {
        long next = position;
        int end = target.limit();
        while (target.position() < end) {
            target.limit(Math.min(end, target.position() + SIZE));
            int read = channel.read(target, next);
            if (read < 0) {
                throw new WeightsException(
                        path + " was cut short while it was being read; get the file again.");
            }
            next += read;
        }
    }

    /**
     * Writes a buffer from its position to its limit.
     *
     * @param position where in the file to begin
     */
    static void write(FileChannel channel, ByteBuffer source, long position) throws IOException {
        long next = position;
        int end = source.limit();
        while (source.position() < end) {
            source.limit(Math.min(end, source.position() + SIZE));
            next += channel.write(source, next);
        }
    }
}
