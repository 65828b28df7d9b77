package sc.fiji.diffseg.weights;

import java.util.List;

/**
 * What a pickle says about a run of numbers kept beside it.
 *
 * @param kind its Python class, such as {@code torch.FloatStorage}
 * @param key its name in the file
 * @param count its number of elements
 * @param viewStart first element of the part that is meant; the older format knows storages that
 *     are parts of others
 * @param viewCount number of elements of the part that is meant
 */
record PickledStorage(PickledGlobal kind, String key, long count, long viewStart, long viewCount) {

    /**
     * The object behind a persistent id, PyTorch's way to point out of the pickle.
     *
     * @param id the id
     * @param file what to call the file in errors
     * @return a storage; or the class whose source was kept too, as very old files do
     * @throws WeightsException if it is neither
     */
    static Object persistent(Object id, String file) throws WeightsException {
        if (id instanceof PickledList list && list.isTuple()) {
            List<Object> items = list.items();
            if (items.size() >= 2 && items.get(0).equals("module")) {
                return items.get(1);
            }
            if (items.size() >= 5
                    && items.get(0).equals("storage")
                    && items.get(1) instanceof PickledGlobal kind
                    && items.get(2) instanceof String key
                    && items.get(4) instanceof Long count
                    && count >= 0) {
                PickledStorage whole = new PickledStorage(kind, key, count, 0, count);
                boolean part = items.size() > 5 && items.get(5) instanceof PickledList;
                return part ? whole.view((PickledList) items.get(5), file) : whole;
            }
        }
        throw Damaged.file(file, "its pickle points to something that is no storage");
    }

    /** Whether both are the same storage or parts of it. */
    boolean isInTheSamePlaceAs(PickledStorage other) {
        return key.equals(other.key) && kind.equals(other.kind) && count == other.count;
    }

    private PickledStorage view(PickledList view, String file) throws WeightsException {
        List<Object> items = view.items();
        if (items.size() == 3
                && items.get(1) instanceof Long start
                && items.get(2) instanceof Long length
                && start >= 0
                && length >= 0
                && start <= count - length) {
            return new PickledStorage(kind, key, count, start, length);
        }
        throw Damaged.file(file, "a part of its storage '" + key + "' lies outside of it");
    }
}
