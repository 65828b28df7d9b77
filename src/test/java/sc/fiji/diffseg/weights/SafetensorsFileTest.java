package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {

    @TempDir Path folder;

    @Test
    void valuesOfEveryReferenceTypeAreRead() throws IOException {
        try (SafetensorsFile file =
                SafetensorsFile.open(Golden.file("checkpoints/expected.safetensors"))) {
            String prefix = "lightning/";
            assertEquals(63, file.names().size());
            assertTrue(file.metadata().containsKey("source_dtypes"));
            assertArrayEquals(
                    new long[] {0, -1, 9007199254740993L, Long.MIN_VALUE},
                    file.readLongs(prefix + "cond_stage_model.position_ids"));
            assertArrayEquals(
                    new long[] {1, 0, 1, 1, 0}, file.readLongs(prefix + "cond_stage_model.flags"));
            assertArrayEquals(
                    new double[] {0, 1, 127, 128, 255},
                    file.readDoubles(prefix + "cond_stage_model.levels"));
            assertArrayEquals(new long[] {1234}, file.readLongs(prefix + "model_ema.num_updates"));
            double[] wide = file.readDoubles(prefix + "first_stage_model.encoder.conv_in.weight");
            assertEquals(3 * 2 * 3 * 3, wide.length);
            assertEquals(-0.80193143, wide[0], 1e-8);
            FloatBuffer narrow =
                    file.readFloats(prefix + "first_stage_model.encoder.conv_in.weight");
            assertEquals((float) wide[1], narrow.get(1));
        }
    }

    @Test
    void scalarsAndEmptyTensorsAreRead() throws IOException {
        try (SafetensorsFile file =
                SafetensorsFile.open(Golden.file("checkpoints/expected.safetensors"))) {
            assertArrayEquals(new long[0], file.info("lightning/scale_factor").shape());
            assertEquals(0.1193f, file.readFloats("lightning/scale_factor").get(0));
            TensorInfo empty = file.info("lightning/first_stage_model.decoder.empty");
            assertArrayEquals(new long[] {0, 3}, empty.shape());
            assertEquals(0, empty.count());
            assertEquals(0, file.readFloats(empty.name()).remaining());
        }
    }

    @Test
    void halfPrecisionWeightsWithSubnormalsAreWidenedAsNumPyDoes() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (SafetensorsFile file =
                SafetensorsFile.open(Golden.file("leaf_vae.weights-1.safetensors"))) {
            for (String name : file.names()) {
                FloatBuffer values = file.readFloats(name);
                assertTrue(values.isDirect());
                assertEquals(ByteOrder.nativeOrder(), values.order());
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.remaining() * 4).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                digest.update(bytes);
            }
        }
        assertEquals(
                "2632a517ea399eeb3895f6dbc114d0ac01df1ace3cb1db580d4842255ede73e5",
                HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void partsOfATensorEqualTheWhole() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(Golden.file("schedules.safetensors"))) {
            String name = "in.model_outputs.n10";
            FloatBuffer whole = file.readFloats(name);
            FloatBuffer part = FloatBuffer.allocate(20).position(3).limit(13);

            file.readFloats(name, 350, part);

            assertEquals(13, part.position());
            assertEquals(0, part.get(2));
            for (int i = 0; i < 10; i++) {
                assertEquals(whole.get(350 + i), part.get(3 + i));
            }
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> file.readFloats(name, 351, FloatBuffer.allocate(10)));
        }
    }

    @Test
    void namesFollowTheDataAndNotTheHeader() throws IOException {
        Path path =
                write(entry("late", "U8", "[1]", 1, 2) + "," + entry("early", "U8", "[]", 0, 1), 2);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertArrayEquals(new String[] {"early", "late"}, file.names().toArray());
        }
    }

    @Test
    void tensorsBehindTwoGibibytesAreRead() throws IOException {
        long big = 2_600_000_000L;
        Path path = folder.resolve("big.safetensors");
        byte[] header =
                header(
                        entry("big", "F32", "[650000000]", 0, big)
                                + ","
                                + entry("tail", "F32", "[2]", big, big + 8));
        try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
            out.write(header);
            out.setLength(header.length + big + 8);
            out.seek(header.length + big - 4);
            out.write(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40});
        }

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            FloatBuffer tail = file.readFloats("tail");
            assertEquals(2f, tail.get(0));
            assertEquals(3f, tail.get(1));
            FloatBuffer last = FloatBuffer.allocate(2);
            file.readFloats("big", 649_999_998, last);
            assertArrayEquals(new float[] {0, 1}, last.array());
            String message =
                    assertThrows(WeightsException.class, () -> file.readFloats("big")).getMessage();
            assertTrue(message.contains("'big'") && message.contains("in parts"), message);
        }
    }

    @Test
    void numbersThatAFloatCannotHoldAreRefused() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        data.putLong(16_777_216).putLong(16_777_217).putDouble(1e300).putLong(Long.MAX_VALUE);
        String entries =
                String.join(
                        ",",
                        entry("exact", "I64", "[1]", 0, 8),
                        entry("inexact", "I64", "[1]", 8, 16),
                        entry("huge", "F64", "[1]", 16, 24),
                        entry("longest", "I64", "[1]", 24, 32));
        Path path = folder.resolve("numbers.safetensors");
        Files.write(path, concat(header(entries), data.array()));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertEquals(16_777_216f, file.readFloats("exact").get(0));
            assertEquals(16_777_217.0, file.readDoubles("inexact")[0]);
            assertRefused(() -> file.readFloats("inexact"), "'inexact'", "16777217");
            assertRefused(() -> file.readFloats("huge"), "'huge'", "range");
            assertRefused(() -> file.readDoubles("longest"), "'longest'", "exact");
            assertRefused(() -> file.readLongs("huge"), "'huge'", "F64");
            assertRefused(() -> file.readFloats("absent"), "'absent'");
        }
    }

    @Test
    void unsignedIntegersKeepTheirValue() throws IOException {
        String entries =
                String.join(
                        ",",
                        entry("u32", "U32", "[1]", 0, 4),
                        entry("u16", "U16", "[1]", 4, 6),
                        entry("i16", "I16", "[1]", 6, 8),
                        entry("u8", "U8", "[1]", 8, 9),
                        entry("i8", "I8", "[1]", 9, 10));
        byte[] data = new byte[10];
        Arrays.fill(data, (byte) 0xff);
        Path path = folder.resolve("unsigned.safetensors");
        Files.write(path, concat(header(entries), data));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertEquals(4_294_967_295L, file.readLongs("u32")[0]);
            assertEquals(65535, file.readFloats("u16").get(0));
            assertEquals(-1, file.readDoubles("i16")[0]);
            assertEquals(255, file.readLongs("u8")[0]);
            assertEquals(-1, file.readLongs("i8")[0]);
        }
    }

    @Test
    void aFileThatShrinksAfterOpeningIsReported() throws IOException {
        Path path = write(entry("a", "F32", "[2]", 0, 8), 8);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
                out.setLength(out.length() - 1);
            }
            assertRefused(() -> file.readFloats("a"), path.toString(), "cut short");
        }
    }

    private static void assertRefused(Executable action, String... words) {
        String message = assertThrows(WeightsException.class, action).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private Path write(String entries, int dataLength) throws IOException {
        Path path = folder.resolve("made.safetensors");
        return Files.write(path, concat(header(entries), new byte[dataLength]));
    }

    private static String entry(String name, String type, String shape, long begin, long end) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, type, shape, begin, end);
    }

    private static byte[] header(String entries) {
        byte[] json = ("{" + entries + "}").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}
