package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A checkpoint as {@code torch.save} writes it since PyTorch 1.6: a zip file with a pickle {@code
 * NAME/data.pkl} and one entry {@code NAME/data/KEY} per storage.
 */
final class ZipCheckpoint implements CheckpointStorages {

    private static final String PICKLE = "/data.pkl";

    /** Bytes within which the first entry's name ends. */
    private static final int MAX_FIRST = 512;

    private final FileBytes bytes;
    private final String file;
    private final Map<String, ZipItem> items;
    private final String root;
    private final boolean checksums;
    private final boolean bigEndian;
    private final Map<String, Bytes> opened = new HashMap<>();
    private final InflatedBytes.Memory memory = new InflatedBytes.Memory();

    private ZipCheckpoint(FileBytes bytes, String file, Map<String, ZipItem> items)
            throws IOException {
        this.bytes = bytes;
        this.file = file;
        this.items = items;
        this.root = root(items, file);
        if (items.containsKey(root + "/constants.pkl")) {
            throw new WeightsException(
                    file
                            + " is a TorchScript program, not weights; save the model's state_dict()"
                            + " with torch.save instead.");
        }
        this.checksums = hasChecksums();
        this.bigEndian = isBigEndianFile();
    }

    /**
     * Reads the pickle of a zip file.
     *
     * @param bytes the whole file
     * @param file what to call it in errors
     * @throws WeightsException if it is damaged, hostile, or no checkpoint
     */
    static CheckpointContent read(FileBytes bytes, String file) throws IOException {
        ZipCheckpoint zip = new ZipCheckpoint(bytes, file, ZipDirectory.read(bytes, file));
        Bytes pickle = zip.open(zip.items.get(zip.root + PICKLE));
        PickleInput input = new PickleInput(pickle, 0, file);
        Object value = PickleInterpreter.interpret(input, new PickleBudget(file), new HashMap<>());
        zip.forget();
        return new CheckpointContent(value, zip);
    }

    /**
     * Whether a zip file is a checkpoint: its first entry is the pickle, as PyTorch writes it, or
     * another one is.
     *
     * @param bytes the whole file
     */
    static boolean recognises(FileBytes bytes) throws IOException {
        ByteBuffer header = ByteBuffer.allocate((int) Math.min(MAX_FIRST, bytes.length()));
        bytes.read(header, 0);
        String beginning = new String(header.array(), StandardCharsets.ISO_8859_1);
        if (beginning.contains(PICKLE)) {
            return true;
        }
        try {
            return ZipDirectory.read(bytes, bytes.path().toString()).keySet().stream()
                    .anyMatch(ZipCheckpoint::isPickle);
        } catch (WeightsException e) {
            // A damaged archive does not begin like a checkpoint.
            return false;
        }
    }

    private static boolean isPickle(String name) {
        return name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length();
    }

    private static String root(Map<String, ZipItem> items, String file) throws WeightsException {
        List<String> pickles = items.keySet().stream().filter(ZipCheckpoint::isPickle).toList();
        if (pickles.size() > 1) {
            throw Damaged.file(file, "it holds several pickles");
        }
        if (pickles.isEmpty()) {
            String inside =
                    items.keySet().stream()
                            .filter(name -> name.matches(".*\\.(ckpt|pth?|bin|safetensors)"))
                            .findFirst()
                            .map(name -> "holds '" + Damaged.shown(name) + "'; unpack it first")
                            .orElse("is none of torch.save; choose another file");
            throw new WeightsException(file + " is a zip archive that " + inside + ".");
        }
        String pickle = pickles.get(0);
        return pickle.substring(0, pickle.length() - PICKLE.length());
    }

    /**
     * PyTorch can be told to leave checksums out, in which case all of them are wrong; so the
     * smallest entry, which every file has, tells whether the others are to be believed.
     */
    private boolean hasChecksums() throws IOException {
        ZipItem version = items.get(root + "/version");
        return version != null
                && new CheckedBytes(raw(version), version.crc(), file, version.name()).isSound();
    }

    private boolean isBigEndianFile() throws IOException {
        ZipItem item = items.get(root + "/byteorder");
        if (item == null) {
            return false;
        }
        String order = "";
        if (item.length() <= 16) {
            ByteBuffer text = ByteBuffer.allocate((int) item.length());
            open(item).read(text, 0);
            order = new String(text.array(), StandardCharsets.US_ASCII).trim();
        }
        return switch (order) {
            case "little" -> false;
            case "big" -> true;
            default -> throw Damaged.file(file, "its byte order is neither little nor big");
        };
    }

    @Override
    public Bytes bytes(PickledStorage storage) throws WeightsException {
        ZipItem item = items.get(root + "/data/" + storage.key());
        if (item == null) {
            throw Damaged.file(file, "its storage '" + storage.key() + "' is missing");
        }
        OptionalInt width = TorchTypes.width(storage.kind());
        if (width.isEmpty()
                || item.length() % width.getAsInt() != 0
                || item.length() / width.getAsInt() != storage.count()) {
            throw Damaged.file(
                    file,
                    "its storage '%s' has %d bytes instead of %d elements of %s"
                            .formatted(
                                    storage.key(), item.length(), storage.count(), storage.kind()));
        }
        return open(item);
    }

    @Override
    public boolean isBigEndian() {
        return bigEndian;
    }

    @Override
    public long leastWork(PickledStorage storage) {
        ZipItem item = items.get(root + "/data/" + storage.key());
        return item != null && item.deflated() ? item.length() : 0;
    }

    @Override
    public void forget() {
        memory.clear();
    }

    private Bytes open(ZipItem item) throws WeightsException {
        Bytes known = opened.get(item.name());
        if (known == null) {
            Bytes raw = raw(item);
            known = checksums ? new CheckedBytes(raw, item.crc(), file, item.name()) : raw;
            opened.put(item.name(), known);
        }
        return known;
    }

    private Bytes raw(ZipItem item) throws WeightsException {
        Bytes packed = bytes.part(item.data(), item.packedLength());
        return item.deflated()
                ? InflatedBytes.of(packed, item.length(), memory, file, item.name())
                : packed;
    }
}
