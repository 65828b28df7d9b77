package sc.fiji.diffseg.weights;

import java.nio.ByteBuffer;

/** Java numbers as elements of a stored type. */
final class ElementWriter {

    private ElementWriter() {}

    /** Whether {@link #putFloat} knows the type: all floating types. */
    static boolean takesFloats(ElementType type) {
        return type.isFloating();
    }

    /** Appends a float, rounded to nearest even where the type is narrower. */
    static void putFloat(ElementType type, float value, ByteBuffer target) {
        switch (type) {
            case F32 -> target.putFloat(value);
            case F64 -> target.putDouble(value);
            case F16 -> target.putShort(HalfFloats.floatToHalf(value));
            case BF16 -> target.putShort(HalfFloats.floatToBfloat16(value));
            default -> throw new IllegalArgumentException(type + " does not take floats.");
        }
    }

    /** Whether {@link #putDouble} knows the type: {@code F64} and {@code F32}. */
    static boolean takesDoubles(ElementType type) {
        return type == ElementType.F64 || type == ElementType.F32;
    }

    /** Appends a double, rounded to nearest even as {@code F32}. */
    static void putDouble(ElementType type, double value, ByteBuffer target) {
        if (type == ElementType.F64) {
            target.putDouble(value);
        } else {
            target.putFloat((float) value);
        }
    }

    /** Whether {@link #putLong} knows the type: all but the floating types. */
    static boolean takesLongs(ElementType type) {
        return !type.isFloating();
    }

    /**
     * Appends an integer.
     *
     * @throws ArithmeticException if it lies outside the type's range
     */
    static void putLong(ElementType type, long value, ByteBuffer target) {
        switch (type) {
            case I64 -> target.putLong(value);
            case I32 ->
                    target.putInt((int) inRange(type, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case U32 -> target.putInt((int) inRange(type, value, 0, 0xffffffffL));
            case I16 ->
                    target.putShort((short) inRange(type, value, Short.MIN_VALUE, Short.MAX_VALUE));
            case U16 -> target.putShort((short) inRange(type, value, 0, 0xffff));
            case I8 -> target.put((byte) inRange(type, value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case U8 -> target.put((byte) inRange(type, value, 0, 0xff));
            case BOOL -> target.put((byte) inRange(type, value, 0, 1));
            default -> throw new IllegalArgumentException(type + " does not take integers.");
        }
    }

    private static long inRange(ElementType type, long value, long least, long greatest) {
        if (value < least || value > greatest) {
            throw new ArithmeticException(value + " is outside the range of " + type);
        }
        return value;
    }
}
