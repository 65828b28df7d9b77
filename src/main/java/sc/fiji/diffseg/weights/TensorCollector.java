package sc.fiji.diffseg.weights;

import java.math.BigInteger;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds the tensors in a checkpoint's value and calls each by its way through dictionaries and
 * lists, such as {@code state_dict.encoder.conv_in.weight} or {@code
 * optimizer_states.0.state.0.exp_avg}. A key that is neither text nor integer counts by its place.
 */
final class TensorCollector {

    private static final int MAX_DEPTH = 64;

    /** What lies behind a longer name is passed over: no weight is called so. */
    private static final int MAX_NAME = 1000;

    private static final int MAX_VISITS = 5_000_000;
    private static final long MAX_NAME_CHARACTERS = 32L << 20;
    private static final int MAX_FACTS = 10_000;

    /** How often all tensors together may read the file. */
    private static final int MAX_READINGS = 16;

    private static final long FREE_WORK = 256L << 20;

    private final String file;
    private final long fileLength;
    private final CheckpointStorages storages;
    private final Map<String, TensorView> tensors = new LinkedHashMap<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Set<Object> path = Collections.newSetFromMap(new IdentityHashMap<>());
    private int visits;
    private long nameCharacters;
    private long work;

    private TensorCollector(String file, long fileLength, CheckpointStorages storages) {
        this.file = file;
        this.fileLength = fileLength;
        this.storages = storages;
    }

    /**
     * Collects what is reachable.
     *
     * @param file what to call the file in errors
     * @param fileLength its length in bytes, the measure for how much its tensors may hold
     * @throws WeightsException if a tensor does not lie in the file, or if the value is built to
     *     exhaust whoever walks through it
     */
    static TensorCollector collect(CheckpointContent content, String file, long fileLength)
            throws WeightsException {
        TensorCollector collector = new TensorCollector(file, fileLength, content.storages());
        collector.visit(content.root(), "", false);
        return collector;
    }

    /** The tensors by name, in the value's order. */
    Map<String, TensorView> tensors() {
        return tensors;
    }

    /** Names of tensors that cannot be read although the file is sound, with the reason. */
    Map<String, String> skipped() {
        return skipped;
    }

    /** Texts, numbers and truth values that are reached through dictionaries only. */
    Map<String, String> facts() {
        return facts;
    }

    private void visit(Object value, String name, boolean inList) throws WeightsException {
        if (++visits > MAX_VISITS) {
            throw Damaged.file(file, "its value unfolds to more than " + MAX_VISITS + " parts");
        }
        if (value instanceof PickledDict dict) {
            enter(dict, name);
            int place = 0;
            for (Map.Entry<Object, Object> item : dict.items().entrySet()) {
                step(item.getValue(), name, keyName(item.getKey(), place++), inList);
            }
            path.remove(dict);
        } else if (value instanceof PickledList list) {
            enter(list, name);
            int place = 0;
            for (Object item : list.items()) {
                step(item, name, String.valueOf(place++), true);
            }
            path.remove(list);
        } else if (value instanceof PickledTensor tensor) {
            add(tensor, name);
        } else if (value instanceof PickledInert inert) {
            if (inert.kind().startsWith("torch._utils._rebuild")) {
                skip(name, "it is built by " + Damaged.shown(inert.kind()));
            }
        } else if (!inList && isFact(value) && facts.size() < MAX_FACTS) {
            facts.put(counted(name), value.toString());
        }
    }

    private void enter(Object container, String name) throws WeightsException {
        path.add(container);
        if (path.size() > MAX_DEPTH) {
            throw Damaged.file(
                    file, "its value is nested deeper than " + MAX_DEPTH + " at '" + name + "'");
        }
    }

    private void step(Object value, String parent, String key, boolean inList)
            throws WeightsException {
        // A container in itself has no new names to offer.
        boolean callable = parent.length() + key.length() < MAX_NAME;
        if (callable && !path.contains(value)) {
            visit(value, parent.isEmpty() ? key : parent + "." + key, inList);
        }
    }

    private static String keyName(Object key, int place) {
        boolean named = key instanceof String || key instanceof Long;
        return named ? key.toString() : String.valueOf(place);
    }

    private static boolean isFact(Object value) {
        return value instanceof String
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof Double
                || value instanceof Boolean;
    }

    private void add(PickledTensor tensor, String name) throws WeightsException {
        PickledStorage storage = tensor.storage();
        Optional<ElementType> type =
                tensor.dtype().isPresent()
                        ? TorchTypes.dtype(tensor.dtype().get())
                        : TorchTypes.elements(storage.kind());
        OptionalInt width = TorchTypes.width(storage.kind());
        if (type.isEmpty() || width.isEmpty()) {
            Object kind = tensor.dtype().orElse(storage.kind());
            skip(name, "its numbers are of the type " + Damaged.shown(kind.toString()));
            return;
        }
        TensorView view;
        try {
            Bytes bytes = storages.bytes(storage);
            view = TensorView.of(tensor, bytes, width.getAsInt(), type.get());
        } catch (ArithmeticException e) {
            throw Damaged.file(
                    file, "its tensor '%s' does not lie in its storage".formatted(name), e);
        }
        Optional<String> obstacle = view.obstacle();
        if (obstacle.isPresent()) {
            skip(name, obstacle.get());
            return;
        }
        work += Math.max(view.work(), storages.leastWork(storage));
        if (work > MAX_READINGS * fileLength + FREE_WORK) {
            throw Damaged.file(file, "its tensors hold far more than the file");
        }
        if (isNew(name)) {
            tensors.put(counted(name), view);
        }
    }

    private void skip(String name, String reason) throws WeightsException {
        if (isNew(name)) {
            skipped.put(counted(name), reason);
        }
    }

    /** Of two tensors with one name neither is offered: which one is meant cannot be known. */
    private boolean isNew(String name) throws WeightsException {
        if (tensors.containsKey(name) || skipped.containsKey(name)) {
            tensors.remove(name);
            skipped.put(name, "there are several of this name");
            return false;
        }
        return true;
    }

    private String counted(String name) throws WeightsException {
        nameCharacters += name.length();
        if (nameCharacters > MAX_NAME_CHARACTERS) {
            throw Damaged.file(
                    file, "its names have more than " + MAX_NAME_CHARACTERS + " characters");
        }
        return name;
    }
}
