package sc.fiji.diffseg.weights;

import java.util.Objects;

/**
 * A tensor that is going to be written.
 *
 * @param name its name, unique in its file
 * @param type type of its elements in the file
 * @param shape its lengths, slowest axis first; none for a scalar
 */
public record TensorSpec(String name, ElementType type, long... shape) {

    /**
     * Checks that the shape can be stored.
     *
     * @throws IllegalArgumentException if a length is negative, the tensor exceeds 63 bits of
     *     bytes, or the name is reserved by the format
     */
    public TensorSpec {
        Objects.requireNonNull(type, "type");
        shape = shape.clone();
        if (name.equals(SafetensorsHeader.METADATA_KEY)) {
            throw new IllegalArgumentException("A tensor cannot be called " + name + ".");
        }
        try {
            Math.multiplyExact(TensorInfo.count(shape), type.width());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "The tensor '" + name + "' has a shape that cannot be stored.", e);
        }
    }

    /** Number of elements. */
    public long count() {
        return TensorInfo.count(shape);
    }

    /** A copy of the lengths, slowest axis first. */
    @Override
    public long[] shape() {
        return shape.clone();
    }
}
