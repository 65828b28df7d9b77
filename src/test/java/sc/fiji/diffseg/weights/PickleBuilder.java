package sc.fiji.diffseg.weights;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes pickles, sound and hostile ones, of any protocol from 2 to 5. */
final class PickleBuilder {

    /** A Python tuple. */
    record Tuple(List<?> items) {}

    /** A call, or the creation of an object. */
    record Call(String module, String name, Tuple arguments) {}

    /** A class or function. */
    record Named(String module, String name) {}

    /** A pointer out of the pickle. */
    record Persistent(Tuple id) {}

    /** Instructions as they are. */
    record Raw(byte[] code) {}

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final int protocol;

    PickleBuilder(int protocol) {
        this.protocol = protocol;
        op(PickleOpcode.PROTO, protocol);
    }

    /** A whole pickle of one value. */
    static byte[] pickle(int protocol, Object value) {
        return new PickleBuilder(protocol).value(value).op(PickleOpcode.STOP).bytes();
    }

    static Tuple tuple(Object... items) {
        return new Tuple(Arrays.asList(items));
    }

    static Tuple tuple(long[] numbers) {
        List<Object> items = new ArrayList<>();
        for (long number : numbers) {
            items.add(number);
        }
        return new Tuple(items);
    }

    static Call call(String module, String name, Object... arguments) {
        return new Call(module, name, tuple(arguments));
    }

    /** A storage such as {@code torch.FloatStorage}. */
    static Persistent storage(String type, String key, long count) {
        return new Persistent(tuple("storage", new Named("torch", type), key, "cpu", count));
    }

    /** A tensor as {@code torch.save} describes it. */
    static Call tensor(Persistent storage, long offset, long[] shape, long[] strides) {
        return call(
                "torch._utils",
                "_rebuild_tensor_v2",
                storage,
                offset,
                tuple(shape),
                tuple(strides),
                false,
                call("collections", "OrderedDict"));
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** One instruction and bytes behind it. */
    PickleBuilder op(int... codes) {
        for (int code : codes) {
            out.write(code);
        }
        return this;
    }

    PickleBuilder raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    PickleBuilder int32(long value) {
        return raw(little(4).putInt((int) value).array());
    }

    PickleBuilder int64(long value) {
        return raw(little(8).putLong(value).array());
    }

    PickleBuilder value(Object value) {
        if (value == null) {
            return op(PickleOpcode.NONE);
        } else if (value instanceof Boolean truth) {
            return op(truth ? PickleOpcode.NEWTRUE : PickleOpcode.NEWFALSE);
        } else if (value instanceof Integer number) {
            return integer(number);
        } else if (value instanceof Long number) {
            return integer(number);
        } else if (value instanceof Double number) {
            return op(PickleOpcode.BINFLOAT).raw(ByteBuffer.allocate(8).putDouble(number).array());
        } else if (value instanceof String text) {
            return text(text);
        } else if (value instanceof byte[] bytes) {
            return op(PickleOpcode.BINBYTES).int32(bytes.length).raw(bytes);
        } else if (value instanceof Raw raw) {
            return raw(raw.code());
        } else if (value instanceof Named named) {
            return global(named.module(), named.name());
        } else if (value instanceof Persistent persistent) {
            return value(persistent.id()).op(PickleOpcode.BINPERSID);
        } else if (value instanceof Call call) {
            return global(call.module(), call.name())
                    .value(call.arguments())
                    .op(PickleOpcode.REDUCE);
        } else {
            return container(value);
        }
    }

    private PickleBuilder container(Object value) {
        if (value instanceof Tuple tuple) {
            op(PickleOpcode.MARK);
            tuple.items().forEach(this::value);
            return op(PickleOpcode.TUPLE);
        } else if (value instanceof List<?> list) {
            op(PickleOpcode.EMPTY_LIST, PickleOpcode.MARK);
            list.forEach(this::value);
            return op(PickleOpcode.APPENDS);
        } else if (value instanceof Map<?, ?> map) {
            op(PickleOpcode.EMPTY_DICT, PickleOpcode.MARK);
            map.forEach((key, item) -> value(key).value(item));
            return op(PickleOpcode.SETITEMS);
        }
        throw new IllegalArgumentException(value.toString());
    }

    private PickleBuilder integer(long value) {
        if (value >= 0 && value < 256) {
            return op(PickleOpcode.BININT1, (int) value);
        } else if (value == (int) value) {
            return op(PickleOpcode.BININT).int32(value);
        }
        byte[] bytes = BigInteger.valueOf(value).toByteArray();
        op(PickleOpcode.LONG1, bytes.length);
        for (int i = bytes.length - 1; i >= 0; i--) {
            out.write(bytes[i]);
        }
        return this;
    }

    private PickleBuilder text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (protocol >= 4 && utf8.length < 256) {
            return op(PickleOpcode.SHORT_BINUNICODE, utf8.length)
                    .raw(utf8)
                    .op(PickleOpcode.MEMOIZE);
        }
        return op(PickleOpcode.BINUNICODE).int32(utf8.length).raw(utf8);
    }

    private PickleBuilder global(String module, String name) {
        if (protocol >= 4) {
            return text(module).text(name).op(PickleOpcode.STACK_GLOBAL);
        }
        String lines = module + "\n" + name + "\n";
        return op(PickleOpcode.GLOBAL).raw(lines.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
