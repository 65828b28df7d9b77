package sc.fiji.diffseg.weights;

import java.util.LinkedHashMap;
import java.util.Map;

/** A Python dictionary in its order. Equal only to itself, because it may contain itself. */
final class PickledDict {

    private final Map<Object, Object> items = new LinkedHashMap<>(2);

    /**
     * Sets an item, as Python does: a key that is there already keeps its place.
     *
     * @param key texts and numbers are compared by value, everything else is equal only to itself
     */
    void put(Object key, Object value) {
        items.put(key, value);
    }

    /** The items, in order. */
    Map<Object, Object> items() {
        return items;
    }
}
