package sc.fiji.diffseg.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stack with its marks, and the memo, of one pickle. */
final class PickleStack {

    private final PickleBudget budget;
    private final List<Object> values = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private int[] marks = new int[16];
    private int markCount;

    /** An empty stack. */
    PickleStack(PickleBudget budget) {
        this.budget = budget;
    }

    /** Puts a value on top. */
    void push(Object value) throws WeightsException {
        budget.limit("values on its stack", values.size() + 1L, PickleBudget.MAX_STACK);
        values.add(value);
    }

    /** Takes the top value, which must lie above the last mark. */
    Object pop() throws WeightsException {
        needValue();
        return values.remove(values.size() - 1);
    }

    /** The top value, which must lie above the last mark. */
    Object peek() throws WeightsException {
        needValue();
        return values.get(values.size() - 1);
    }

    /** Sets a mark above the top value. */
    void mark() throws WeightsException {
        budget.limit("marks on its stack", markCount + 1L, PickleBudget.MAX_STACK);
        if (markCount == marks.length) {
            marks = Arrays.copyOf(marks, 2 * markCount);
        }
        marks[markCount++] = values.size();
    }

    /** Takes the last mark and all values above it, lowest first. */
    List<Object> popToMark() throws WeightsException {
        if (markCount == 0) {
            throw Damaged.file(budget.file(), "its pickle misses a mark on its stack");
        }
        List<Object> above = values.subList(marks[--markCount], values.size());
        List<Object> taken = new ArrayList<>(above);
        above.clear();
        return taken;
    }

    /** Takes the top value, or the last mark if nothing lies above it. */
    void drop() throws WeightsException {
        if (markCount > 0 && marks[markCount - 1] == values.size()) {
            markCount--;
        } else {
            pop();
        }
    }

    /** Remembers the top value under the next number. */
    void memoize() throws WeightsException {
        memoize(memo.size());
    }

    /** Remembers the top value under a number. */
    void memoize(long number) throws WeightsException {
        budget.limit("values in its memo", memo.size() + 1L, PickleBudget.MAX_MEMO);
        budget.charge(64);
        memo.put(number, peek());
    }

    /** Pushes a remembered value. */
    void recall(long number) throws WeightsException {
        Object value = memo.get(number);
        if (value == null) {
            throw Damaged.file(budget.file(), "its pickle recalls what it never remembered");
        }
        push(value);
    }

    private void needValue() throws WeightsException {
        int floor = markCount == 0 ? 0 : marks[markCount - 1];
        if (values.size() <= floor) {
            throw Damaged.file(budget.file(), "its pickle takes from an empty stack");
        }
    }
}
