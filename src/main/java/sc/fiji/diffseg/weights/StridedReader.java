package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads a tensor's elements in row-major order, whatever their order in the storage.
 *
 * <p>Elements in order, or in long runs, are read from where they are. Scattered ones, as in a
 * transposed tensor, are picked from a copy of the part of the storage that they span; the copy
 * stays for the next read.
 */
final class StridedReader {

    /** Runs of at least so many bytes are read one at a time. */
    private static final long LONG_RUN = 1 << 12;

    private final TensorView view;
    private final int width;

    /** The axes of several elements, those merged that lie in order. */
    private long[] lengths = new long[0];

    private long[] steps = new long[0];
    private ByteBuffer copy;

    /** For the tensor of this view. */
    StridedReader(TensorView view) {
        this.view = view;
        this.width = view.type().width();
        if (view.count() > 0) {
            mergeAxes();
        }
    }

    private void mergeAxes() {
        long[] shape = view.shape();
        int axes = 0;
        lengths = new long[shape.length];
        steps = new long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            long step = view.strides()[i];
            if (shape[i] == 1) {
                continue;
            }
            if (axes > 0 && steps[axes - 1] == step * shape[i]) {
                lengths[axes - 1] *= shape[i];
                steps[axes - 1] = step;
            } else {
                lengths[axes] = shape[i];
                steps[axes++] = step;
            }
        }
        lengths = Arrays.copyOf(lengths, axes);
        steps = Arrays.copyOf(steps, axes);
    }

    /** Whether the storage's part that the tensor spans is held in memory for reading it. */
    boolean needsSpan() {
        int last = lengths.length - 1;
        return !isInOrder() && (steps[last] != 1 || lengths[last] * width < LONG_RUN);
    }

    private boolean isInOrder() {
        return lengths.length == 0 || lengths.length == 1 && steps[0] == 1;
    }

    /**
     * Hands elements out, chunk by chunk.
     *
     * @param first index of the first element, in row-major order
     * @param count elements to hand out
     * @param staging where chunks are put, with room for some elements
     * @param sink takes a chunk from the staging buffer's position to its limit
     */
    void read(long first, long count, ByteBuffer staging, Consumer<ByteBuffer> sink)
            throws IOException {
        if (needsSpan() && copy == null && count > 0) {
            copy = ByteBuffer.allocate((int) view.spanBytes()).order(ByteOrder.LITTLE_ENDIAN);
            view.bytes().read(copy, view.offset() * width);
        }
        long[] index = indexOf(first);
        long chunkLimit = staging.capacity() / width;
        long done = 0;
        while (done < count) {
            long chunk = Math.min(chunkLimit, count - done);
            staging.clear().limit((int) chunk * width);
            if (isInOrder()) {
                view.bytes().read(staging, (view.offset() + first + done) * width);
            } else {
                fill(staging, index);
            }
            done += chunk;
            sink.accept(staging.flip());
        }
    }

    private long[] indexOf(long element) {
        long[] index = new long[lengths.length];
        long rest = element;
        for (int axis = lengths.length - 1; axis >= 0; axis--) {
            index[axis] = rest % lengths[axis];
            rest /= lengths[axis];
        }
        return index;
    }

    /** Fills a chunk with the elements from an index on, and moves the index behind them. */
    private void fill(ByteBuffer chunk, long[] index) throws IOException {
        int last = lengths.length - 1;
        while (chunk.hasRemaining()) {
            long place = 0;
            for (int axis = 0; axis <= last; axis++) {
                place += index[axis] * steps[axis];
            }
            int run = (int) Math.min(lengths[last] - index[last], chunk.remaining() / width);
            if (copy == null) {
                int end = chunk.limit();
                chunk.limit(chunk.position() + run * width);
                view.bytes().read(chunk, (view.offset() + place) * width);
                chunk.limit(end);
            } else {
                pick(chunk, place, steps[last], run);
            }
            index[last] += run;
            for (int axis = last; axis > 0 && index[axis] == lengths[axis]; axis--) {
                index[axis] = 0;
                index[axis - 1]++;
            }
        }
    }

    private void pick(ByteBuffer chunk, long place, long step, int count) {
        int from = (int) place * width;
        int advance = (int) step * width;
        for (int i = 0; i < count; i++, from += advance) {
            switch (width) {
                case 1 -> chunk.put(copy.get(from));
                case 2 -> chunk.putShort(copy.getShort(from));
                case 4 -> chunk.putInt(copy.getInt(from));
                default -> chunk.putLong(copy.getLong(from));
            }
        }
    }
}
