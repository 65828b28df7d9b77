package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a pickle of protocol 2 to 5 as data.
 *
 * <p>A pickle is a program for a small stack machine whose dangerous instructions call Python. Here
 * a call yields a plain value if {@link PickleConstructors} knows it, and otherwise a {@link
 * PickledInert placeholder}; nothing is looked up, loaded or called. Time and memory are bounded by
 * a {@link PickleBudget}.
 *
 * <p>Values are {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean}, {@code String},
 * {@link PickledList}, {@link PickledDict}, {@link PickledGlobal}, {@link PickledStorage}, {@link
 * PickledTensor} and {@link PickledInert}. Bytes and sets are placeholders, since no weights are
 * kept in them.
 */
final class PickleInterpreter {

    private static final int NUMBER_BYTES = 24;
    private static final int OBJECT_BYTES = 40;
    private static final int LIST_BYTES = 80;
    private static final int DICT_BYTES = 200;
    private static final int ITEM_BYTES = 8;
    private static final int DICT_ITEM_BYTES = 64;
    private static final int TEXT_BYTES = 56;

    private final PickleInput input;
    private final PickleBudget budget;
    private final PickleStack stack;
    private final Map<String, PickledStorage> storages;
    private final PickledInert none = new PickledInert("None");

    private PickleInterpreter(
            PickleInput input, PickleBudget budget, Map<String, PickledStorage> storages) {
        this.input = input;
        this.budget = budget;
        this.storages = storages;
        this.stack = new PickleStack(budget);
    }

    /**
     * Interprets one pickle up to its end.
     *
     * @param input stands before the pickle, and afterwards behind it
     * @param budget shared by all pickles of a file
     * @param storages receives every storage that is mentioned, by its key
     * @return the value that the pickle stands for
     * @throws WeightsException if the pickle is damaged, exceeds the budget, asks Python to run
     *     something, or misuses one of the constructors that weights need
     */
    static Object interpret(
            PickleInput input, PickleBudget budget, Map<String, PickledStorage> storages)
            throws IOException {
        PickleInterpreter interpreter = new PickleInterpreter(input, budget, storages);
        if (input.unsignedByte() != PickleOpcode.PROTO) {
            throw Damaged.file(budget.file(), "its pickle has no protocol number from 2 to 5");
        }
        interpreter.protocol();
        for (int code = input.unsignedByte(); code != PickleOpcode.STOP; ) {
            budget.countOpcode();
            interpreter.execute(code);
            code = input.unsignedByte();
        }
        return interpreter.stack.pop();
    }

    private void protocol() throws IOException {
        int protocol = input.unsignedByte();
        if (protocol < 2 || protocol > 5) {
            throw Damaged.file(
                    budget.file(), "it has the pickle protocol " + protocol + ", not 2 to 5");
        }
    }

    private void execute(int code) throws IOException {
        switch (code) {
            case PickleOpcode.PROTO -> protocol();
            case PickleOpcode.FRAME -> input.check(input.signedLong());
            case PickleOpcode.MARK -> stack.mark();
            case PickleOpcode.POP -> stack.drop();
            case PickleOpcode.POP_MARK -> stack.popToMark();
            case PickleOpcode.DUP -> stack.push(stack.peek());
            case PickleOpcode.NONE -> stack.push(none);
            case PickleOpcode.NEWTRUE -> stack.push(true);
            case PickleOpcode.NEWFALSE -> stack.push(false);
            case PickleOpcode.BININT -> number((long) input.signedInt());
            case PickleOpcode.BININT1 -> number((long) input.unsignedByte());
            case PickleOpcode.BININT2 -> number((long) input.unsignedShort());
            case PickleOpcode.LONG1 -> integer(input.unsignedByte());
            case PickleOpcode.LONG4 -> integer(input.signedInt());
            case PickleOpcode.BINFLOAT -> number(input.bigEndianDouble());
            case PickleOpcode.SHORT_BINUNICODE, PickleOpcode.SHORT_BINSTRING ->
                    text(input.unsignedByte());
            case PickleOpcode.BINUNICODE, PickleOpcode.BINSTRING -> text(input.unsignedInt());
            case PickleOpcode.BINUNICODE8 -> text(input.signedLong());
            case PickleOpcode.SHORT_BINBYTES -> bytes(input.unsignedByte());
            case PickleOpcode.BINBYTES -> bytes(input.unsignedInt());
            case PickleOpcode.BINBYTES8, PickleOpcode.BYTEARRAY8 -> bytes(input.signedLong());
            case PickleOpcode.MEMOIZE -> stack.memoize();
            case PickleOpcode.BINPUT -> stack.memoize(input.unsignedByte());
            case PickleOpcode.LONG_BINPUT -> stack.memoize(input.unsignedInt());
            case PickleOpcode.BINGET -> stack.recall(input.unsignedByte());
            case PickleOpcode.LONG_BINGET -> stack.recall(input.unsignedInt());
            default -> executeOnObjects(code);
        }
    }

    private void executeOnObjects(int code) throws IOException {
        switch (code) {
            case PickleOpcode.EMPTY_TUPLE -> stack.push(sequence(List.of(), true));
            case PickleOpcode.TUPLE1 -> tuple(1);
            case PickleOpcode.TUPLE2 -> tuple(2);
            case PickleOpcode.TUPLE3 -> tuple(3);
            case PickleOpcode.TUPLE -> stack.push(sequence(stack.popToMark(), true));
            case PickleOpcode.EMPTY_LIST -> stack.push(sequence(new ArrayList<>(0), false));
            case PickleOpcode.LIST -> stack.push(sequence(stack.popToMark(), false));
            case PickleOpcode.APPEND -> append(Arrays.asList(stack.pop()));
            case PickleOpcode.APPENDS -> append(stack.popToMark());
            case PickleOpcode.EMPTY_DICT -> stack.push(dict());
            case PickleOpcode.DICT -> {
                List<Object> items = stack.popToMark();
                stack.push(dict());
                setItems(items);
            }
            case PickleOpcode.SETITEM -> {
                Object value = stack.pop();
                setItems(Arrays.asList(stack.pop(), value));
            }
            case PickleOpcode.SETITEMS -> setItems(stack.popToMark());
            case PickleOpcode.EMPTY_SET -> inert("set");
            case PickleOpcode.ADDITEMS -> append(stack.popToMark());
            case PickleOpcode.FROZENSET -> {
                stack.popToMark();
                inert("set");
            }
            case PickleOpcode.GLOBAL -> global(input.line(), input.line());
            case PickleOpcode.STACK_GLOBAL -> {
                Object name = stack.pop();
                global(stack.pop(), name);
            }
            case PickleOpcode.EXT1 -> extension(input.unsignedByte());
            case PickleOpcode.EXT2 -> extension(input.unsignedShort());
            case PickleOpcode.EXT4 -> extension(input.signedInt());
            case PickleOpcode.REDUCE, PickleOpcode.NEWOBJ -> {
                Object arguments = stack.pop();
                call(stack.pop(), arguments);
            }
            case PickleOpcode.NEWOBJ_EX -> {
                stack.pop();
                Object arguments = stack.pop();
                call(stack.pop(), arguments);
            }
            case PickleOpcode.BUILD -> {
                // Attributes of objects, such as the _metadata of a state dict, hold no weights.
                stack.pop();
                stack.peek();
            }
            case PickleOpcode.BINPERSID -> pointOut();
            case PickleOpcode.READONLY_BUFFER -> stack.peek();
            default -> throw Damaged.file(budget.file(), PickleOpcode.complaint(code));
        }
    }

    private void number(Number value) throws WeightsException {
        budget.charge(NUMBER_BYTES);
        stack.push(value);
    }

    private void integer(int length) throws IOException {
        if (length < 0 || length > PickleBudget.MAX_INTEGER) {
            input.skip(length);
            inert("a long integer");
            return;
        }
        byte[] bytes = input.bytes(length);
        for (int i = 0; i < length / 2; i++) {
            byte swapped = bytes[i];
            bytes[i] = bytes[length - 1 - i];
            bytes[length - 1 - i] = swapped;
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
        budget.charge(length);
        if (value.bitLength() < Long.SIZE) {
            number(value.longValue());
        } else {
            number(value);
        }
    }

    private void text(long length) throws IOException {
        Optional<String> text = input.text(length);
        if (text.isPresent()) {
            budget.charge(TEXT_BYTES + 2L * text.get().length());
            stack.push(text.get());
        } else {
            inert("a long text");
        }
    }

    private void bytes(long length) throws IOException {
        input.skip(length);
        inert("bytes");
    }

    private void inert(String kind) throws WeightsException {
        budget.charge(OBJECT_BYTES);
        stack.push(new PickledInert(kind));
    }

    private PickledList sequence(List<Object> items, boolean tuple) throws WeightsException {
        budget.charge(LIST_BYTES + (long) ITEM_BYTES * items.size());
        return new PickledList(items, tuple);
    }

    private PickledDict dict() throws WeightsException {
        budget.charge(DICT_BYTES);
        return new PickledDict();
    }

    private void tuple(int length) throws WeightsException {
        Object[] items = new Object[length];
        for (int i = length - 1; i >= 0; i--) {
            items[i] = stack.pop();
        }
        stack.push(sequence(Arrays.asList(items), true));
    }

    private void append(List<Object> items) throws WeightsException {
        Object target = stack.peek();
        if (target instanceof PickledList list && !list.isTuple()) {
            budget.charge(2L * ITEM_BYTES * items.size());
            list.items().addAll(items);
        } else if (!(target instanceof PickledInert)) {
            throw Damaged.file(budget.file(), "its pickle appends to what is no list");
        }
    }

    private void setItems(List<Object> items) throws WeightsException {
        Object target = stack.peek();
        if (items.size() % 2 != 0) {
            throw Damaged.file(budget.file(), "its pickle has a key without a value");
        }
        if (target instanceof PickledDict dict) {
            budget.charge(DICT_ITEM_BYTES * (items.size() / 2L));
            for (int i = 0; i < items.size(); i += 2) {
                dict.put(items.get(i), items.get(i + 1));
            }
        } else if (!(target instanceof PickledInert)) {
            throw Damaged.file(budget.file(), "its pickle sets an item of what is no dictionary");
        }
    }

    private void global(Object module, Object name) throws WeightsException {
        if (!(module instanceof String moduleText) || !(name instanceof String nameText)) {
            throw Damaged.file(budget.file(), "its pickle names a class by what is no text");
        }
        budget.charge(OBJECT_BYTES + 2L * TEXT_BYTES + moduleText.length() + nameText.length());
        PickledGlobal global = new PickledGlobal(moduleText, nameText);
        ForbiddenGlobals.check(global, budget.file());
        stack.push(global);
    }

    private void extension(int number) throws WeightsException {
        inert("registered extension " + number);
    }

    private void pointOut() throws WeightsException {
        budget.charge(DICT_BYTES);
        Object target = PickledStorage.persistent(stack.pop(), budget.file());
        if (target instanceof PickledStorage storage) {
            PickledStorage known = storages.putIfAbsent(storage.key(), storage);
            if (known != null && !storage.isInTheSamePlaceAs(known)) {
                throw Damaged.file(
                        budget.file(),
                        "its pickle tells two stories of the storage '" + storage.key() + "'");
            }
        }
        stack.push(target);
    }

    private void call(Object function, Object arguments) throws WeightsException {
        budget.charge(DICT_BYTES);
        stack.push(PickleConstructors.construct(function, arguments, budget));
    }
}
