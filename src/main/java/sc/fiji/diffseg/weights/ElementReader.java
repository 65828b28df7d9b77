package sc.fiji.diffseg.weights;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Elements of any stored type as Java numbers, refusing to change their value silently. */
final class ElementReader {

    private ElementReader() {}

    /**
     * Appends all elements of the source as floats. Doubles are rounded to the nearest float.
     *
     * @param source little-endian elements
     * @throws ArithmeticException if an integer has no exact float, or a finite double exceeds the
     *     range of floats
     */
    static void toFloats(ElementType type, ByteBuffer source, FloatBuffer target) {
        switch (type) {
            case F32 -> target.put(source.asFloatBuffer());
            case F16 -> {
                while (source.hasRemaining()) {
                    target.put(HalfFloats.halfToFloat(source.getShort()));
                }
            }
            case BF16 -> {
                while (source.hasRemaining()) {
                    target.put(HalfFloats.bfloat16ToFloat(source.getShort()));
                }
            }
            case F64 -> {
                while (source.hasRemaining()) {
                    target.put(narrow(source.getDouble()));
                }
            }
            default -> {
                while (source.hasRemaining()) {
                    target.put(exactFloat(nextLong(type, source)));
                }
            }
        }
    }

    /**
     * The next element as a double.
     *
     * @throws ArithmeticException if an integer has no exact double
     */
    static double nextDouble(ElementType type, ByteBuffer source) {
        return switch (type) {
            case F64 -> source.getDouble();
            case F32 -> source.getFloat();
            case F16 -> HalfFloats.halfToFloat(source.getShort());
            case BF16 -> HalfFloats.bfloat16ToFloat(source.getShort());
            default -> exactDouble(nextLong(type, source));
        };
    }

    /**
     * The next element as a long.
     *
     * @param type an integer type or {@link ElementType#BOOL}
     */
    static long nextLong(ElementType type, ByteBuffer source) {
        return switch (type) {
            case I64 -> source.getLong();
            case I32 -> source.getInt();
            case U32 -> Integer.toUnsignedLong(source.getInt());
            case I16 -> source.getShort();
            case U16 -> Short.toUnsignedLong(source.getShort());
            case I8 -> source.get();
            case U8 -> Byte.toUnsignedLong(source.get());
            case BOOL -> source.get() == 0 ? 0 : 1;
            default -> throw new IllegalArgumentException(type + " is not an integer type.");
        };
    }

    private static float narrow(double value) {
        float narrowed = (float) value;
        if (Float.isInfinite(narrowed) && !Double.isInfinite(value)) {
            throw new ArithmeticException(value + " exceeds the range of a 32-bit float");
        }
        return narrowed;
    }

    private static float exactFloat(long value) {
        float widened = value;
        // The cast back saturates, so the largest long would seem exact.
        if ((long) widened != value || value == Long.MAX_VALUE) {
            throw new ArithmeticException(value + " is not exact as a 32-bit float");
        }
        return widened;
    }

    private static double exactDouble(long value) {
        double widened = value;
        if ((long) widened != value || value == Long.MAX_VALUE) {
            throw new ArithmeticException(value + " is not exact as a 64-bit float");
        }
        return widened;
    }
}
