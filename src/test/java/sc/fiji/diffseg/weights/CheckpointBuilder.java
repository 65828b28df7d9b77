package sc.fiji.diffseg.weights;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes checkpoints in both formats, as {@code torch.save} does. */
final class CheckpointBuilder {

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

    private final Map<String, byte[]> storages = new LinkedHashMap<>();
    private final Map<String, Integer> widths = new LinkedHashMap<>();
    private final Object value;
    private int protocol = 2;
    private String byteOrder = "little";

    /** A checkpoint with one value. */
    CheckpointBuilder(Object value) {
        this.value = value;
    }

    /** The storage {@code '0'} of floats 0, 1, 2... and a dictionary with one tensor 'a' in it. */
    static CheckpointBuilder floats(int count, long offset, long[] shape, long[] strides) {
        PickleBuilder.Persistent storage = PickleBuilder.storage("FloatStorage", "0", count);
        Object tensor = PickleBuilder.tensor(storage, offset, shape, strides);
        return new CheckpointBuilder(Map.of("a", tensor)).storage("0", 4, counting(count));
    }

    /** Floats 0, 1, 2... as bytes. */
    static byte[] counting(int count) {
        ByteBuffer floats = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            floats.putFloat(i);
        }
        return floats.array();
    }

    /** Adds a storage. */
    CheckpointBuilder storage(String key, int width, byte[] bytes) {
        storages.put(key, bytes);
        widths.put(key, width);
        return this;
    }

    /** Sets the pickle protocol, 2 unless told otherwise. */
    CheckpointBuilder protocol(int number) {
        protocol = number;
        return this;
    }

    /** Sets what the zip format says about the order of bytes. */
    CheckpointBuilder byteOrder(String order) {
        byteOrder = order;
        return this;
    }

    /** The pickle of the value. */
    byte[] pickle() {
        return PickleBuilder.pickle(protocol, value);
    }

    /** The zip format, not yet written. */
    ZipBuilder zipBuilder() {
        ZipBuilder zip = new ZipBuilder().stored("x/data.pkl", pickle());
        zip.stored("x/byteorder", byteOrder.getBytes(StandardCharsets.US_ASCII));
        storages.forEach((key, bytes) -> zip.stored("x/data/" + key, bytes));
        return zip.stored("x/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** The zip format. */
    byte[] zip() {
        return zipBuilder().bytes();
    }

    /** The format before PyTorch 1.6. */
    byte[] legacy() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] magic = MAGIC.toByteArray();
        PickleBuilder first = new PickleBuilder(protocol).op(PickleOpcode.LONG1, magic.length);
        for (int i = magic.length - 1; i >= 0; i--) {
            first.op(magic[i] & 0xff);
        }
        out.writeBytes(first.op(PickleOpcode.STOP).bytes());
        out.writeBytes(PickleBuilder.pickle(protocol, 1001));
        out.writeBytes(PickleBuilder.pickle(protocol, Map.of("little_endian", true)));
        out.writeBytes(pickle());
        List<Object> keys = new ArrayList<>(storages.keySet());
        out.writeBytes(PickleBuilder.pickle(protocol, keys));
        storages.forEach(
                (key, bytes) -> {
                    ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
                    out.writeBytes(count.putLong(bytes.length / widths.get(key)).array());
                    out.writeBytes(bytes);
                });
        return out.toByteArray();
    }
}
