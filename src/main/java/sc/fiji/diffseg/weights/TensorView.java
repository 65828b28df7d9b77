package sc.fiji.diffseg.weights;

import java.util.Optional;

/**
 * A tensor's place in its storage, checked: every element lies within.
 *
 * @param bytes the storage
 * @param type type of the elements
 * @param offset the first element's place in the storage, in elements
 * @param shape lengths, slowest axis first
 * @param strides steps along each axis, in elements; not negative
 * @param span elements of the storage from the first to the last one used
 */
record TensorView(
        Bytes bytes, ElementType type, long offset, long[] shape, long[] strides, long span) {

    /**
     * Elements that repeat others, as {@code expand} makes them, cost the file nothing; with more
     * of them a tensor is no weight.
     */
    private static final long MAX_REPEATED = 1 << 24;

    /** Bytes of a storage that are held in memory for a tensor whose elements are not in order. */
    static final long MAX_SPAN = 128L << 20;

    /**
     * Checks what the pickle says about a tensor.
     *
     * @param bytes the storage's bytes
     * @param storageWidth bytes of one of the storage's own elements
     * @param type type of the tensor's elements
     * @throws ArithmeticException with what is wrong, if the tensor does not lie in its storage
     */
    static TensorView of(PickledTensor tensor, Bytes bytes, int storageWidth, ElementType type) {
        long[] shape = tensor.shape();
        long[] strides = tensor.strides();
        int width = type.width();
        long count = TensorInfo.count(shape);
        Math.multiplyExact(count, width);
        if (count == 0) {
            return new TensorView(bytes, type, 0, shape, strides, 0);
        }
        long span = 1;
        for (int i = 0; i < shape.length; i++) {
            if (strides[i] < 0) {
                throw new ArithmeticException("negative stride");
            }
            span = Math.addExact(span, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        long first = tensor.storage().viewStart() * storageWidth / width;
        long available = tensor.storage().viewCount() * storageWidth / width;
        if (tensor.offset() < 0 || tensor.offset() > available - span) {
            throw new ArithmeticException("outside of the storage");
        }
        return new TensorView(bytes, type, first + tensor.offset(), shape, strides, span);
    }

    /** Number of elements. */
    long count() {
        return TensorInfo.count(shape);
    }

    /** Bytes of the storage from the first element to the last. */
    long spanBytes() {
        return span * type.width();
    }

    /** What keeps the tensor from being read although the file is sound. */
    Optional<String> obstacle() {
        if (count() - span > MAX_REPEATED) {
            return Optional.of("it makes %d elements out of %d".formatted(count(), span));
        }
        if (new StridedReader(this).needsSpan() && spanBytes() > MAX_SPAN) {
            return Optional.of("it is scattered over %d bytes".formatted(spanBytes()));
        }
        return Optional.empty();
    }

    /** Bytes that pass through memory when the tensor is read. */
    long work() {
        long elements = count() * type.width();
        return new StridedReader(this).needsSpan() ? elements + spanBytes() : elements;
    }
}
