package sc.fiji.diffseg.weights;

import java.util.Arrays;
import java.util.Objects;

/**
 * What a weights file says about one of its tensors.
 *
 * @param name the tensor's name, unique in its file
 * @param type type of its elements
 * @param shape its lengths, slowest axis first; empty for a scalar
 * @param begin offset of its first byte: in a safetensors file counted from the end of the header,
 *     in a checkpoint from the beginning of its storage
 * @param end offset behind its last byte, counted likewise
 */
public record TensorInfo(String name, ElementType type, long[] shape, long begin, long end) {

    /** Copies the shape, so that nobody can change it afterwards. */
    public TensorInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        shape = shape.clone();
    }

    /** A copy of the lengths, slowest axis first. */
    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements: the product of the shape, 1 for a scalar. */
    public long count() {
        return count(shape);
    }

    /**
     * Number of elements of a shape: the product of its lengths, 1 for a scalar.
     *
     * @throws ArithmeticException if a length is negative or the product exceeds 63 bits
     */
    static long count(long[] shape) {
        long count = 1;
        boolean empty = false;
        for (long length : shape) {
            if (length < 0) {
                throw new ArithmeticException("negative length");
            }
            empty |= length == 0;
            count = Math.multiplyExact(count, Math.max(1, length));
        }
        return empty ? 0 : count;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorInfo that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(shape, that.shape)
                && begin == that.begin
                && end == that.end;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, Arrays.hashCode(shape), begin, end);
    }

    @Override
    public String toString() {
        return name + " " + type + Arrays.toString(shape);
    }
}
