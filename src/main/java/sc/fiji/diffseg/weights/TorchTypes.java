package sc.fiji.diffseg.weights;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** PyTorch's names for types of numbers: {@code torch.float16} and {@code torch.HalfStorage}. */
final class TorchTypes {

    private static final Map<String, ElementType> DTYPES =
            Map.ofEntries(
                    entry("float64", ElementType.F64),
                    entry("double", ElementType.F64),
                    entry("float32", ElementType.F32),
                    entry("float", ElementType.F32),
                    entry("float16", ElementType.F16),
                    entry("half", ElementType.F16),
                    entry("bfloat16", ElementType.BF16),
                    entry("int64", ElementType.I64),
                    entry("long", ElementType.I64),
                    entry("int32", ElementType.I32),
                    entry("int", ElementType.I32),
                    entry("uint32", ElementType.U32),
                    entry("int16", ElementType.I16),
                    entry("short", ElementType.I16),
                    entry("uint16", ElementType.U16),
                    entry("int8", ElementType.I8),
                    entry("uint8", ElementType.U8),
                    entry("bool", ElementType.BOOL));

    private static final Map<String, ElementType> STORAGES =
            Map.of(
                    "DoubleStorage", ElementType.F64,
                    "FloatStorage", ElementType.F32,
                    "HalfStorage", ElementType.F16,
                    "BFloat16Storage", ElementType.BF16,
                    "LongStorage", ElementType.I64,
                    "IntStorage", ElementType.I32,
                    "ShortStorage", ElementType.I16,
                    "CharStorage", ElementType.I8,
                    "ByteStorage", ElementType.U8,
                    "BoolStorage", ElementType.BOOL);

    /** Widths of storages whose numbers have no {@link ElementType}. */
    private static final Map<String, Integer> OTHER_WIDTHS =
            Map.of(
                    "UntypedStorage", 1,
                    "ComplexFloatStorage", 8,
                    "ComplexDoubleStorage", 16,
                    "QInt8Storage", 1,
                    "QUInt8Storage", 1,
                    "QInt32Storage", 4,
                    "QUInt4x2Storage", 1,
                    "QUInt2x4Storage", 1);

    private TorchTypes() {}

    /** The type that a {@code dtype} stands for; empty if it is none of ours. */
    static Optional<ElementType> dtype(PickledGlobal dtype) {
        return dtype.module().equals("torch")
                ? Optional.ofNullable(DTYPES.get(dtype.name()))
                : Optional.empty();
    }

    /** The type of a storage's elements; empty if it has none of ours. */
    static Optional<ElementType> elements(PickledGlobal storage) {
        return isStorage(storage)
                ? Optional.ofNullable(STORAGES.get(storage.name()))
                : Optional.empty();
    }

    /** The bytes of a storage's element; empty if it is not known. */
    static OptionalInt width(PickledGlobal storage) {
        Optional<ElementType> type = elements(storage);
        if (type.isPresent()) {
            return OptionalInt.of(type.get().width());
        }
        Integer width = isStorage(storage) ? OTHER_WIDTHS.get(storage.name()) : null;
        return width == null ? OptionalInt.empty() : OptionalInt.of(width);
    }

    private static boolean isStorage(PickledGlobal storage) {
        return storage.module().equals("torch")
                || storage.module().equals("torch.cuda")
                || storage.module().equals("torch.storage");
    }
}
