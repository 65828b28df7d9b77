package sc.fiji.diffseg.weights;

import java.util.ArrayList;
import java.util.List;

/** A Python list or tuple. Equal only to itself, because it may contain itself. */
final class PickledList {

    private final List<Object> items;
    private final boolean tuple;

    /**
     * A list or tuple that takes over the items.
     *
     * @param tuple whether nothing can be appended
     */
    PickledList(List<Object> items, boolean tuple) {
        this.items = items;
        this.tuple = tuple;
    }

    /** A tuple without items. */
    static PickledList emptyTuple() {
        return new PickledList(List.of(), true);
    }

    /** A list without items. */
    static PickledList emptyList() {
        return new PickledList(new ArrayList<>(0), false);
    }

    /** Whether this is a tuple. */
    boolean isTuple() {
        return tuple;
    }

    /** The items; those of a list can be appended to. */
    List<Object> items() {
        return items;
    }
}
