package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A checkpoint as {@code torch.save} wrote it before PyTorch 1.6: five pickles in a row (a magic
 * number, a version, facts about the machine, the value, the storages' keys), then the storages,
 * each a 64-bit count and its elements, little-endian on every machine.
 */
final class LegacyCheckpoint implements CheckpointStorages {

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;
    private static final int MAGIC_LENGTH = 10;
    private static final int BEGINNING = 32;

    private final FileBytes bytes;
    private final String file;
    private final Map<String, Long> starts = new HashMap<>();
    private final Map<String, PickledStorage> storages;

    private LegacyCheckpoint(FileBytes bytes, String file, Map<String, PickledStorage> storages) {
        this.bytes = bytes;
        this.file = file;
        this.storages = storages;
    }

    /**
     * Reads the pickles of a file and finds its storages.
     *
     * @param bytes the whole file
     * @param file what to call it in errors
     * @throws WeightsException if it is damaged, hostile, or not of this format
     */
    static CheckpointContent read(FileBytes bytes, String file) throws IOException {
        PickleBudget budget = new PickleBudget(file);
        PickleInput input = new PickleInput(bytes, 0, file);
        Map<String, PickledStorage> mentioned = new HashMap<>();
        if (!MAGIC.equals(PickleInterpreter.interpret(input, budget, mentioned))) {
            throw new WeightsException(
                    file + " is a pickle but none of torch.save; choose another file.");
        }
        if (!Long.valueOf(VERSION).equals(PickleInterpreter.interpret(input, budget, mentioned))) {
            throw Damaged.file(file, "its format has another version than " + VERSION);
        }
        PickleInterpreter.interpret(input, budget, mentioned);
        Object root = PickleInterpreter.interpret(input, budget, mentioned);
        Object keys = PickleInterpreter.interpret(input, budget, mentioned);
        LegacyCheckpoint checkpoint = new LegacyCheckpoint(bytes, file, mentioned);
        checkpoint.findStorages(keys, input.position());
        return new CheckpointContent(root, checkpoint);
    }

    /**
     * Whether a file begins like this format.
     *
     * @param bytes the whole file
     */
    static boolean recognises(Bytes bytes) throws IOException {
        byte[] beginning = new byte[(int) Math.min(BEGINNING, bytes.length())];
        bytes.read(ByteBuffer.wrap(beginning), 0);
        byte[] magic = MAGIC.toByteArray();
        if (beginning.length < MAGIC_LENGTH || (beginning[0] & 0xff) != PickleOpcode.PROTO) {
            return false;
        }
        for (int at = 0; at <= beginning.length - MAGIC_LENGTH; at++) {
            int equal = 0;
            while (equal < MAGIC_LENGTH
                    && beginning[at + equal] == magic[MAGIC_LENGTH - 1 - equal]) {
                equal++;
            }
            if (equal == MAGIC_LENGTH) {
                return true;
            }
        }
        return false;
    }

    private void findStorages(Object keys, long position) throws IOException {
        if (!(keys instanceof PickledList list)) {
            throw Damaged.file(file, "it has no list of its storages");
        }
        long next = position;
        for (Object key : list.items()) {
            PickledStorage storage = storages.get(key);
            OptionalInt width =
                    storage == null ? OptionalInt.empty() : TorchTypes.width(storage.kind());
            if (width.isEmpty()) {
                throw Damaged.file(file, "the length of its storage '" + key + "' is not known");
            }
            ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            if (next > bytes.length() - Long.BYTES) {
                throw Damaged.file(file, "its storage '" + key + "' is missing");
            }
            bytes.read(count, next);
            next += Long.BYTES;
            if (count.getLong(0) != storage.count()
                    || storage.count() > (bytes.length() - next) / width.getAsInt()) {
                throw Damaged.file(file, "the length of its storage '" + key + "' is wrong");
            }
            if (starts.put(storage.key(), next) != null) {
                throw Damaged.file(file, "it has two storages '" + key + "'");
            }
            next += storage.count() * width.getAsInt();
        }
    }

    @Override
    public Bytes bytes(PickledStorage storage) throws WeightsException {
        Long start = starts.get(storage.key());
        PickledStorage first = storages.get(storage.key());
        if (start == null) {
            throw Damaged.file(file, "its storage '" + storage.key() + "' is missing");
        }
        int width = TorchTypes.width(first.kind()).orElseThrow();
        return bytes.part(start, storage.count() * width);
    }

    @Override
    public boolean isBigEndian() {
        return false;
    }

    @Override
    public long leastWork(PickledStorage storage) {
        return 0;
    }

    @Override
    public void forget() {}
}
