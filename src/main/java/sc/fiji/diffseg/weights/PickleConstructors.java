package sc.fiji.diffseg.weights;

import java.util.List;
import java.util.Optional;

/**
 * The only calls of a pickle that mean anything here: what a state dict is made of. Every other one
 * yields a placeholder.
 */
final class PickleConstructors {

    /** PyTorch's own limit. */
    private static final int MAX_DIMENSIONS = 64;

    private PickleConstructors() {}

    /**
     * The value of a call.
     *
     * @param function what the pickle calls
     * @param arguments what it hands over
     * @throws WeightsException if a known function gets the wrong arguments
     */
    static Object construct(Object function, Object arguments, PickleBudget budget)
            throws WeightsException {
        if (!(function instanceof PickledGlobal global)) {
            return new PickledInert("an object");
        }
        if (!(arguments instanceof PickledList list)) {
            return new PickledInert(global.toString());
        }
        List<Object> given = list.items();
        return switch (global.toString()) {
            case "collections.OrderedDict" -> orderedDict(given, budget);
            case "collections.defaultdict", "builtins.dict", "__builtin__.dict" -> {
                boolean filled = !given.isEmpty() && !(given.get(0) instanceof PickledGlobal);
                yield filled ? new PickledInert(global.toString()) : new PickledDict();
            }
            case "torch.Size" -> size(given);
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" ->
                    tensor(given, Optional.empty(), budget);
            case "torch._utils._rebuild_tensor_v3" -> {
                if (given.size() > 6 && given.get(6) instanceof PickledGlobal dtype) {
                    yield tensor(given, Optional.of(dtype), budget);
                }
                throw wrong(budget.file());
            }
            case "torch._utils._rebuild_parameter",
                    "torch._utils._rebuild_parameter_with_state" -> {
                if (given.isEmpty()) {
                    throw wrong(budget.file());
                }
                yield given.get(0);
            }
            case "torch._tensor._rebuild_from_type", "torch._tensor._rebuild_from_type_v2" -> {
                if (given.size() < 3) {
                    throw wrong(budget.file());
                }
                yield rebuilt(given.get(0), given.get(2), budget);
            }
            default -> new PickledInert(global.toString());
        };
    }

    /** A tensor of a subclass is built by another function, which may not be of this kind again. */
    private static Object rebuilt(Object function, Object arguments, PickleBudget budget)
            throws WeightsException {
        boolean again =
                function instanceof PickledGlobal global && global.module().equals("torch._tensor");
        return again ? new PickledInert("a tensor") : construct(function, arguments, budget);
    }

    private static PickledDict orderedDict(List<Object> given, PickleBudget budget)
            throws WeightsException {
        PickledDict dict = new PickledDict();
        if (given.isEmpty()) {
            return dict;
        }
        // Python 2 hands over a list of pairs.
        if (given.get(0) instanceof PickledList pairs) {
            budget.charge(64L * pairs.items().size());
            for (Object item : pairs.items()) {
                if (!(item instanceof PickledList pair) || pair.items().size() != 2) {
                    throw wrong(budget.file());
                }
                dict.put(pair.items().get(0), pair.items().get(1));
            }
            return dict;
        }
        throw wrong(budget.file());
    }

    private static Object size(List<Object> given) {
        boolean lengths = given.size() == 1 && given.get(0) instanceof PickledList;
        return lengths ? given.get(0) : new PickledInert("torch.Size");
    }

    private static Object tensor(
            List<Object> given, Optional<PickledGlobal> dtype, PickleBudget budget)
            throws WeightsException {
        if (given.size() >= 4
                && given.get(0) instanceof PickledStorage storage
                && given.get(1) instanceof Long offset
                && given.get(2) instanceof PickledList shape
                && given.get(3) instanceof PickledList strides
                && shape.items().size() == strides.items().size()) {
            return new PickledTensor(
                    storage, dtype, offset, numbers(shape, budget), numbers(strides, budget));
        }
        throw wrong(budget.file());
    }

    private static long[] numbers(PickledList list, PickleBudget budget) throws WeightsException {
        List<Object> items = list.items();
        if (items.size() > MAX_DIMENSIONS) {
            throw Damaged.file(budget.file(), "it has a tensor of " + items.size() + " dimensions");
        }
        budget.charge((long) Long.BYTES * items.size());
        long[] numbers = new long[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(items.get(i) instanceof Long number)) {
                throw wrong(budget.file());
            }
            numbers[i] = number;
        }
        return numbers;
    }

    private static WeightsException wrong(String file) {
        return Damaged.file(file, "its pickle describes a tensor or dictionary wrongly");
    }
}
