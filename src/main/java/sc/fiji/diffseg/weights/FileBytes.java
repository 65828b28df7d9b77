package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A part of an open file.
 *
 * @param path the channel's file, for errors
 * @param start where in the file the part begins
 * @param length how many bytes it has
 */
record FileBytes(Path path, FileChannel channel, long start, long length) implements Bytes {

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        if (position < 0 || position > length - target.remaining()) {
            throw new IndexOutOfBoundsException(position + " of " + length);
        }
        Chunks.read(path, channel, target, start + position);
    }

    /**
     * A part of this part.
     *
     * @param from where it begins, counted from where this part begins
     * @param count how many bytes it has, all of them within this part
     */
    FileBytes part(long from, long count) {
        if (from < 0 || count < 0 || from > length - count) {
            throw new IndexOutOfBoundsException(from + " of " + length);
        }
        return new FileBytes(path, channel, start + from, count);
    }
}
