package sc.fiji.diffseg.weights;

import java.util.Optional;

/**
 * The types of numbers that a weights file stores; the constants are named as in the safetensors
 * format. All are stored little-endian.
 */
public enum ElementType {
    /** IEEE 754 double precision. */
    F64(8, true),
    /** IEEE 754 single precision. */
    F32(4, true),
    /** IEEE 754 half precision: 5 bits of exponent, 10 of fraction. */
    F16(2, true),
    /** The upper half of an {@link #F32}: 8 bits of exponent, 7 of fraction. */
    BF16(2, true),
    /** Signed 64-bit integer. */
    I64(8, false),
    /** Signed 32-bit integer. */
    I32(4, false),
    /** Unsigned 32-bit integer. */
    U32(4, false),
    /** Signed 16-bit integer. */
    I16(2, false),
    /** Unsigned 16-bit integer. */
    U16(2, false),
    /** Signed byte. */
    I8(1, false),
    /** Unsigned byte. */
    U8(1, false),
    /** One byte, 0 for false; every other value counts as true. */
    BOOL(1, false);

    private final int width;
    private final boolean floating;

    ElementType(int width, boolean floating) {
        this.width = width;
        this.floating = floating;
    }

    /** Bytes that one element takes. */
    public int width() {
        return width;
    }

    /** Whether this is one of the floating-point types. */
    public boolean isFloating() {
        return floating;
    }

    /**
     * The type of this name.
     *
     * @param name name as in a safetensors header, such as {@code "BF16"}
     * @return the type, or empty if it is none of these
     */
    public static Optional<ElementType> named(String name) {
        for (ElementType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
