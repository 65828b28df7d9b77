package sc.fiji.diffseg.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages files at random: anywhere, or where it hurts. Equal seeds damage equally. */
final class Mutator {

    private static final long[] LIES = {
        0,
        1,
        2,
        -1,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0xffff,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xffffffffL,
        1L << 32,
        1L << 40,
        1L << 61,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final List<String> HOSTILE_NAMES =
            List.of(
                    "../pwned",
                    "x/../../pwned",
                    "/pwned",
                    "x/data/../../pwned",
                    "C:\\pwned",
                    "x/data.pkl",
                    "x/data/0",
                    "x/constants.pkl",
                    "y/data.pkl",
                    "x/byteorder",
                    "");

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final Random random;
    private final List<byte[]> codes =
            List.of(
                    code(call("posix", "system", "touch pwned")),
                    code(call("some.module", "Thing", 1)),
                    code(call("collections", "OrderedDict", 1)),
                    code(call("torch._utils", "_rebuild_tensor_v2", 1, 2, 3, 4)),
                    code(call("torch._utils", "_rebuild_parameter")),
                    code(call("torch._tensor", "_rebuild_from_type_v2", 1, 2, List.of())),
                    code(PickleBuilder.storage("FloatStorage", "0", Long.MAX_VALUE)),
                    code(
                            PickleBuilder.tensor(
                                    PickleBuilder.storage("FloatStorage", "0", 12),
                                    0,
                                    new long[] {1L << 31, 3},
                                    new long[] {0, 1})),
                    code(new PickleBuilder.Persistent(PickleBuilder.tuple("storage", 1, 2, 3, 4))),
                    code("x".repeat(70_000)),
                    code(Map.of("a", Map.of("b", 1.5))));

    Mutator(long seed) {
        random = new Random(seed);
    }

    /** One to eight bits flipped. */
    byte[] flip(byte[] bytes, int count) {
        byte[] result = bytes.clone();
        for (int i = 0; i < count && result.length > 0; i++) {
            result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return result;
    }

    /** Damage that knows nothing of the format. */
    byte[] anywhere(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
        return switch (random.nextInt(7)) {
            case 0 -> flip(bytes, 1 + random.nextInt(8));
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> lie(bytes, at);
            case 3 -> replace(bytes, at, length, new byte[0]);
            case 4 -> replace(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 5 -> {
                int from = random.nextInt(bytes.length - length + 1);
                yield replace(bytes, at, length, Arrays.copyOfRange(bytes, from, from + length));
            }
            default -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                yield replace(bytes, at, length, noise);
            }
        };
    }

    /** Damage to instructions of a pickle that ends somewhere before the end of the bytes. */
    byte[] pickle(byte[] bytes, int end) {
        int at = 2 + random.nextInt(end - 2);
        return switch (random.nextInt(5)) {
            case 0 -> flip(bytes, 1 + random.nextInt(4));
            case 1 -> replace(bytes, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 2 -> lie(bytes, at);
            case 3 -> replace(bytes, at, 0, codes.get(random.nextInt(codes.size())));
            default -> {
                byte[] deep = new byte[1 << random.nextInt(14)];
                int[] nesting = {'(', ']', '}', ')', 'N', '2', 0x85, 0x94, 't', 'l', 'a', '0'};
                Arrays.fill(deep, (byte) nesting[random.nextInt(nesting.length)]);
                yield replace(bytes, at, 0, deep);
            }
        };
    }

    /** A checkpoint in zip format with sound checksums and something wrong in its structure. */
    byte[] zip(Map<String, byte[]> entries) {
        ZipBuilder zip = new ZipBuilder();
        String victim = List.copyOf(entries.keySet()).get(random.nextInt(entries.size()));
        int harm = random.nextInt(9);
        entries.forEach(
                (name, bytes) -> {
                    if (harm < 4 && name.endsWith("data.pkl")) {
                        zip.stored(name, pickle(bytes, bytes.length));
                    } else if (harm >= 4 && name.equals(victim)) {
                        harm(zip, name, bytes, harm);
                    } else {
                        zip.stored(name, bytes);
                    }
                });
        return random.nextInt(4) == 0 ? zip.without64BitEnd().bytes() : zip.bytes();
    }

    private void harm(ZipBuilder zip, String name, byte[] bytes, int harm) {
        int method = random.nextInt(2) * 8;
        long lie = LIES[random.nextInt(LIES.length)];
        switch (harm) {
            case 4 -> zip.stored(HOSTILE_NAMES.get(random.nextInt(HOSTILE_NAMES.size())), bytes);
            case 5 -> zip.add(name, new byte[1 << random.nextInt(21)], 8, entry -> {});
            case 6 ->
                    zip.add(
                            name,
                            bytes,
                            method,
                            entry -> {
                                entry.wide = random.nextBoolean();
                                entry.length = lie;
                                entry.announcedPacked = method == 0 ? lie : entry.announcedPacked;
                            });
            case 7 ->
                    zip.add(
                            name,
                            bytes,
                            method,
                            entry -> {
                                entry.localOffset = random.nextInt(2000);
                                entry.method = random.nextBoolean() ? 8 : 0;
                            });
            default ->
                    zip.add(name, anywhere(pad(bytes)), method, entry -> entry.flags = (int) lie);
        }
    }

    /** A safetensors file whose header tells something else, with the header's length corrected. */
    byte[] safetensors(byte[] bytes) {
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String json = new String(bytes, 8, length, StandardCharsets.UTF_8);
        int at = random.nextInt(json.length());
        String changed =
                switch (random.nextInt(4)) {
                    case 0 -> {
                        Matcher number = NUMBER.matcher(json);
                        String lie = String.valueOf(LIES[random.nextInt(LIES.length)]);
                        yield number.find(at)
                                ? json.substring(0, number.start())
                                        + lie
                                        + json.substring(number.end())
                                : json + lie;
                    }
                    case 1 ->
                            json.substring(0, at)
                                    + "[{\""
                                            .substring(random.nextInt(3))
                                            .repeat(1 << random.nextInt(12))
                                    + json.substring(at);
                    case 2 -> {
                        int end = at + random.nextInt(json.length() - at);
                        yield json.substring(0, end) + json.substring(at);
                    }
                    default -> json.substring(0, at) + json.substring(random.nextInt(at + 1));
                };
        byte[] header = changed.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(header.length + bytes.length - length);
        all.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
        return all.put(bytes, 8 + length, bytes.length - 8 - length).array();
    }

    private byte[] lie(byte[] bytes, int at) {
        byte[] result = bytes.clone();
        int width = Math.min(1 << random.nextInt(4), bytes.length - at);
        long lie = random.nextInt(4) == 0 ? bytes.length : LIES[random.nextInt(LIES.length)];
        for (int i = 0; i < width; i++) {
            result[at + i] = (byte) (lie >> 8 * i);
        }
        return result;
    }

    private static byte[] replace(byte[] bytes, int at, int length, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + by.length);
        out.write(bytes, 0, at);
        out.writeBytes(by);
        out.write(bytes, at + length, bytes.length - at - length);
        return out.toByteArray();
    }

    private static byte[] pad(byte[] bytes) {
        return bytes.length > 0 ? bytes : new byte[1];
    }

    private static PickleBuilder.Call call(String module, String name, Object... arguments) {
        return PickleBuilder.call(module, name, arguments);
    }

    /** The instructions for a value, without protocol and end. */
    private static byte[] code(Object value) {
        byte[] bytes = new PickleBuilder(2).value(value).bytes();
        return Arrays.copyOfRange(bytes, 2, bytes.length);
    }
}
