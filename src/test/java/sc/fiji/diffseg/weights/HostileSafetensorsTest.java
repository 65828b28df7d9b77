package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileSafetensorsTest {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "checkpoints/bad_header.safetensors  | 1099511627776",
                "checkpoints/overlap.safetensors     | tensor 'b' overlaps the tensor 'a'",
                "checkpoints/huge_shape.safetensors  | 'a' has the shape [4611686018427387904, 4]"
            })
    void hostileReferenceFilesAreRefused(String name, String words) {
        Path path = Golden.file(name);

        String message =
                assertThrows(WeightsException.class, () -> SafetensorsFile.open(path)).getMessage();

        assertTrue(message.contains(words) && message.contains(path.toString()), message);
    }

    /** In these headers {@code at} stands for {@code data_offsets}; the data has 8 bytes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
"""
{'a':{'dtype':'F9','shape':[2],'at':[0,8]}}       | dtype 'F9' of tensor 'a'
{'a':{'dtype':32,'shape':[2],'at':[0,8]}}         | dtype that is no text
{'a':{'dtype':'F32','shape':[-2],'at':[0,8]}}     | tensor 'a' has a shape with
{'a':{'dtype':'F32','shape':[2.0],'at':[0,8]}}    | tensor 'a' has a shape with
{'a':{'dtype':'F32','shape':['2'],'at':[0,8]}}    | tensor 'a' has a shape with
{'a':{'dtype':'F32','shape':2,'at':[0,8]}}        | shape that is no list
{'a':{'dtype':'F32','shape':[9223372036854775808],'at':[0,8]}}   | beyond 63 bits
{'a':{'dtype':'F32','shape':[0,4611686018427387904,4],'at':[0,0]}} | exceeds any file
{'a':{'dtype':'F32','shape':[2305843009213693952],'at':[0,0]}}   | exceeds any file
{'a':{'dtype':'F32','shape':[3],'at':[0,12]}}     | bytes 0 to 12 of the data, which has 8
{'a':{'dtype':'F32','shape':[3],'at':[0,8]}}      | tensor 'a' occupies 8 bytes
{'a':{'dtype':'F32','shape':[2],'at':[8,0]}}      | tensor 'a' occupies bytes 8 to 0
{'a':{'dtype':'F32','shape':[2],'at':[0]}}        | 1 data_offsets instead of 2
{'a':{'dtype':'F32','shape':[2]}}                 | no entry 'data_offsets'
{'a':{'dtype':'F32','dtype':'I32','shape':[2],'at':[0,8]}}       | two entries 'dtype'
{'a':{'dtype':'F32','shape':[1],'at':[0,4]}}      | 4 bytes behind its last tensor
{'a':{'dtype':'F32','shape':[1],'at':[4,8]}}      | tensor 'a' is preceded by a gap of 4
{'a':{'dtype':'U8','shape':[8],'at':[0,8]},'a':{'dtype':'U8','shape':[0],'at':[8,8]}} | twice
{'a':[]}                                          | tensor 'a' is not described
{'__metadata__':[]}                               | __metadata__ is not a JSON object
{'__metadata__':{'k':1}}                          | value of 'k'
{'__metadata__':{'k':'1','k':'2'}}                | 'k' occurs twice
{'__metadata__':{},'__metadata__':{}}             | two entries __metadata__
{}                                                | 8 bytes behind its last tensor
{'a':{'dtype':'F32','shape':[2],'at':[0,8]}       | not valid JSON
{'a':{'dtype':'F32','shape':[2],'at':[0,8]}} x    | not valid JSON
{a:{'dtype':'F32','shape':[2],'at':[0,8]}}        | not valid JSON
{'__metadata__':{'k':'\\urce_'}}                  | not valid JSON
[1]                                               | does not begin with '{'
""")
    void lyingHeadersAreRefusedWithOneSentence(String json, String words) throws IOException {
        Path path = write(toJson(json), new byte[8]);

        String message =
                assertThrows(WeightsException.class, () -> SafetensorsFile.open(path)).getMessage();

        assertTrue(message.contains(words), message);
        assertTrue(message.startsWith(path.toString()) && message.endsWith("."), message);
    }

    @Test
    void everyTruncationOfASoundFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(Golden.file("checkpoints/expected.safetensors"));
        Path path = folder.resolve("cut.safetensors");
        for (int length = 0; length < whole.length; length += length < 16 ? 1 : 509) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThrows(WeightsException.class, () -> SafetensorsFile.open(path));
        }
    }

    @Test
    void oneSurplusByteIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(Golden.file("checkpoints/expected.safetensors"));
        Path path = folder.resolve("long.safetensors");
        Files.write(path, Arrays.copyOf(whole, whole.length + 1));

        String message =
                assertThrows(WeightsException.class, () -> SafetensorsFile.open(path)).getMessage();

        assertTrue(message.contains("1 bytes behind"), message);
    }

    @Test
    void aNegativeHeaderLengthIsRefused() throws IOException {
        Path path = folder.resolve("negative.safetensors");
        Files.write(path, ByteBuffer.allocate(16).putLong(-1).array());

        String message =
                assertThrows(WeightsException.class, () -> SafetensorsFile.open(path)).getMessage();

        assertTrue(message.contains("18446744073709551615"), message);
    }

    @Test
    void namesThatAreNotUtf8AreRefused() throws IOException {
        Path path = write(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, new byte[0]);

        String message =
                assertThrows(WeightsException.class, () -> SafetensorsFile.open(path)).getMessage();

        assertTrue(message.contains("UTF-8"), message);
    }

    @Test
    void deeplyNestedEntriesDoNoHarm() throws IOException {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);
        String json =
                "{\"a\":{\"x\":" + deep + ",\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}";
        Path path = write(json.getBytes(StandardCharsets.UTF_8), new byte[] {7});

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertEquals(7, file.readLongs("a")[0]);
        }
    }

    @Test
    void missingFilesAndFoldersAreNamed() {
        Path missing = folder.resolve("missing.safetensors");

        String message =
                assertThrows(WeightsException.class, () -> SafetensorsFile.open(missing))
                        .getMessage();
        assertTrue(message.contains(missing.toString()), message);
        message =
                assertThrows(WeightsException.class, () -> SafetensorsFile.open(folder))
                        .getMessage();
        assertTrue(message.contains("is not a file"), message);
    }

    private static byte[] toJson(String shorthand) {
        return shorthand
                .replace('\'', '"')
                .replace("\"at\"", "\"data_offsets\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private Path write(byte[] json, byte[] data) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(8 + json.length + data.length);
        all.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).put(data);
        return Files.write(folder.resolve("made.safetensors"), all.array());
    }
}
