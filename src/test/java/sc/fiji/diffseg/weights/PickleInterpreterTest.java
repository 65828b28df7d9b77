package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.weights.PickleBuilder.call;
import static sc.fiji.diffseg.weights.PickleBuilder.pickle;
import static sc.fiji.diffseg.weights.PickleBuilder.tuple;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleInterpreterTest {

    @Test
    void whatPythonWritesInProtocolFiveIsUnderstood() throws IOException {
        // pickle.dumps({'a': [1, -2, 2**70, 1.5, None, True], 'b': (b'x', {1, 2}, 'Größe')}, 5)
        String hex =
                "80059546000000000000007d94288c0161945d94284b014afeffffff8a0900000000000000004047"
                        + "3ff80000000000004e88658c016294430178948f94284b014b02908c074772c3b6c39f65"
                        + "948794752e";
        PickledDict dict = (PickledDict) read(HexFormat.of().parseHex(hex));

        PickledList list = (PickledList) dict.items().get("a");
        assertEquals(List.of(1L, -2L, BigInteger.TWO.pow(70), 1.5), list.items().subList(0, 4));
        assertInstanceOf(PickledInert.class, list.items().get(4));
        assertEquals(true, list.items().get(5));
        assertEquals("Größe", ((PickledList) dict.items().get("b")).items().get(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void unknownCallsYieldPlaceholdersThatSwallowTheirContent(int protocol) throws IOException {
        PickleBuilder builder = new PickleBuilder(protocol);
        builder.value(call("some.module", "Thing", 1, "two"));
        builder.value(Map.of("state", 1)).op(PickleOpcode.BUILD);
        builder.op(PickleOpcode.MARK).value(1).value(2).op(PickleOpcode.APPENDS);
        builder.value("key").value("value").op(PickleOpcode.SETITEM);

        Object value = read(builder.op(PickleOpcode.STOP).bytes());

        assertEquals("some.module.Thing", ((PickledInert) value).kind());
    }

    @Test
    void whatAPlaceholderIsCalledWithIsNotCalledEither() throws IOException {
        Object got = call("builtins", "getattr", new PickleBuilder.Named("x", "y"), "system");
        PickleBuilder builder = new PickleBuilder(2).value(got).value(tuple("touch pwned"));

        assertInstanceOf(
                PickledInert.class,
                read(builder.op(PickleOpcode.REDUCE, PickleOpcode.STOP).bytes()));
    }

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "nt, system",
        "subprocess, Popen",
        "builtins, eval",
        "__builtin__, execfile",
        "builtins, exec.__call__",
        "runpy, run_path",
        "importlib, import_module",
        "shutil, rmtree",
        "torch.hub, load",
        "torch.serialization, os.system"
    })
    void functionsThatOnlyRunSomethingAreRefusedByName(String module, String name) {
        for (int protocol = 2; protocol <= 5; protocol++) {
            String message = refusal(pickle(protocol, call(module, name, "touch pwned")));
            assertTrue(
                    message.contains("asks Python to run '" + module + "." + name + "'"), message);
        }
    }

    @Test
    void dictionariesKeepTheirOrderAndTheirLastValues() throws IOException {
        PickleBuilder builder = new PickleBuilder(2).op(PickleOpcode.EMPTY_DICT);
        for (String key : List.of("z", "a", "m", "z")) {
            builder.value(key).value(key + builder.bytes().length).op(PickleOpcode.SETITEM);
        }
        PickledDict dict = (PickledDict) read(builder.op(PickleOpcode.STOP).bytes());
        assertEquals(List.of("z", "a", "m"), List.copyOf(dict.items().keySet()));
        assertFalse(dict.items().get("z").equals("z3"));
    }

    @Test
    void orderedDictionariesOfPython2AreUnderstood() throws IOException {
        Object pairs =
                call("collections", "OrderedDict", List.of(List.of("a", 1), List.of("b", 2)));
        PickledDict dict = (PickledDict) read(pickle(2, pairs));
        assertEquals(Map.of("a", 1L, "b", 2L), dict.items());
    }

    @Test
    void longTextsAndBytesArePassedOver() throws IOException {
        byte[] big = new byte[300_000];
        PickledList list = (PickledList) read(pickle(3, List.of(big, "x".repeat(100_000), "y")));
        assertInstanceOf(PickledInert.class, list.items().get(0));
        assertInstanceOf(PickledInert.class, list.items().get(1));
        assertEquals("y", list.items().get(2));
    }

    /** Code in hexadecimal digits behind the protocol number. */
    @ParameterizedTest
    @CsvSource({
        "'', no end",
        "2e, empty stack",
        "302e, empty stack",
        "282e, empty stack",
        "4e, no end",
        "884e612e, appends to what is no list",
        "7d4e652e, misses a mark",
        "7d284e752e, key without a value",
        "88284e4e752e, sets an item",
        "29284e652e, appends to what is no list",
        "68012e, never remembered",
        "58ffffff7f612e, announces 2147483647 bytes",
        "58ffffffff612e, announces 4294967295 bytes",
        "8d ffffffffffffffff 2e, announces 18446744073709551615 bytes",
        "8e 0000000000000080 2e, announces 9223372036854775808 bytes",
        "95 ffffffffffffff7f 4e2e, announces 9223372036854775807 bytes",
        "8b ffffffff 2e, announces 18446744073709551615 bytes",
        "8b ffffff7f 2e, announces 2147483647 bytes",
        "492e, protocol 0 or 1",
        "972e, buffers outside the file",
        "ff2e, unknown instruction 0xff",
        "80062e, pickle protocol 6",
        "4e512e, points to something that is no storage",
        "4e4e932e, names a class by what is no text"
    })
    void brokenPicklesAreRefusedWithOneSentence(String code, String words) {
        byte[] tail = HexFormat.of().parseHex(code.replace(" ", ""));
        byte[] pickle = new byte[tail.length + 2];
        pickle[0] = (byte) 0x80;
        pickle[1] = 2;
        System.arraycopy(tail, 0, pickle, 2, tail.length);

        String message = refusal(pickle);

        assertTrue(message.contains(words) && message.endsWith("."), message);
    }

    @Test
    void everyByteAloneIsHandled() throws IOException {
        for (int code = 0; code < 256; code++) {
            for (int fill : new int[] {0, 0x28, 0x7f, 0xff}) {
                byte[] pickle = new byte[40];
                Arrays.fill(pickle, (byte) fill);
                pickle[0] = (byte) 0x80;
                pickle[1] = 4;
                pickle[2] = 'N';
                pickle[3] = (byte) code;
                pickle[39] = '.';
                try {
                    read(pickle);
                } catch (WeightsException e) {
                    assertTrue(e.getMessage().endsWith("."), e.getMessage());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5d, 3000000, values on its stack",
        "28, 3000000, marks on its stack",
        "4e30, 11000000, instructions",
        "7d30, 2000000, bytes of memory",
        "630a0a30, 2000000, bytes of memory"
    })
    void picklesThatGrowWithoutMeasureAreRefused(String code, int times, String words) {
        byte[] unit = HexFormat.of().parseHex(code);
        byte[] pickle = new byte[2 + unit.length * times];
        for (int i = 0; i < pickle.length - 2; i++) {
            pickle[i + 2] = unit[i % unit.length];
        }
        pickle[0] = (byte) 0x80;
        pickle[1] = 2;
        String message = refusal(pickle);
        assertTrue(message.contains(words) && message.contains("no weights need"), message);
    }

    private static String refusal(byte[] pickle) {
        return assertThrows(WeightsException.class, () -> read(pickle)).getMessage();
    }

    private static Object read(byte[] pickle) throws IOException {
        PickleInput input = new PickleInput(new InMemory(pickle), 0, "f");
        return PickleInterpreter.interpret(input, new PickleBudget("f"), new HashMap<>());
    }

    /** Bytes that need no file. */
    private record InMemory(byte[] array) implements Bytes {

        @Override
        public long length() {
            return array.length;
        }

        @Override
        public void read(ByteBuffer target, long position) {
            target.put(array, (int) position, target.remaining());
        }
    }
}
