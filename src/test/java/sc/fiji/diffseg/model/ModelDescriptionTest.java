package sc.fiji.diffseg.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDescriptionTest {

    @TempDir Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("model.json");

        Descriptions.full().write(file);

        assertEquals(Descriptions.full(), ModelDescription.read(file));
        assertEquals(
                9007199254740993L, ModelDescription.read(file).training().get("seed").getAsLong());
        Descriptions.minimal("m").build().write(file);
        assertEquals(Descriptions.minimal("m").build(), ModelDescription.read(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void equalDescriptionsGiveEqualFiles() throws IOException {
        Path first = folder.resolve("first.json");
        Path second = folder.resolve("second.json");

        Descriptions.full().write(first);
        ModelDescription.read(first).write(second);

        assertEquals(Files.readString(first), Files.readString(second));
        assertFalse(Files.readString(first).contains("\r"));
    }

    @Test
    void fieldsCarryBioImageIoNames() throws IOException {
        Path file = folder.resolve("model.json");
        Descriptions.full().write(file);

        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();

        List.of("format_version", "authors", "cite", "test_inputs", "parent", "timestamp")
                .forEach(name -> assertTrue(json.has(name), name));
        JsonObject input = json.getAsJsonArray("inputs").get(0).getAsJsonObject();
        assertEquals("bcyx", input.get("axes").getAsString());
        assertEquals("[1,3,96,128]", input.get("shape").toString());
    }

    @Test
    void unknownFieldsAreIgnored() throws IOException {
        JsonObject json = minimalJson();
        json.addProperty("from_the_future", true);
        json.getAsJsonObject("preprocessing").addProperty("more", 1);

        assertEquals(Descriptions.minimal("m").build(), read(json.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "format_version",
                "name",
                "inputs",
                "weights",
                "family",
                "network",
                "preprocessing"
            })
    void aMissingFieldIsNamedWithItsFile(String field) throws IOException {
        JsonObject json = minimalJson();
        json.remove(field);

        assertRefused(json.toString(), "'" + field + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'format_version':'1.0'  | 'format_version':'2.0'  | only versions 1.x",
                "'format_version':'1.0'  | 'format_version':1      | 'format_version' is not a"
                        + " text",
                "'name':'m'              | 'name':' '              | 'name' is missing or empty",
                "'name':'m'              | 'name':'a\\nb'          | 'name' has control characters",
                "'name':'m'              | 'name':'m','name':'n'   | 'name' occurs twice",
                "'size':4                | 'size':-4               | 'size' of 'unet.safetensors'",
                "'size':4                | 'size':4.5              | 'weights[0].size' is not a"
                        + " whole",
                "'size':4                | 'size':'4'              | 'weights[0].size' is not a"
                        + " number",
                "'sha256':'0             | 'sha256':'x             | hash of 'unet.safetensors'",
                "'source':'unet          | 'source':'../unet       | '../unet.safetensors' is not"
                        + " a",
                "'axes':'bcyx'           | 'axes':'byxc'           | axes 'byxc'",
                "[1,3,96,128]            | [1,4,96,128]            | shape [1, 4, 96, 128]",
                "[1,3,96,128]            | [1,3,96]                | shape [1, 3, 96]",
                "[1,3,96,128]            | [1,3,0,128]             | 128x0 pixels",
                "[1,3,96,128]            | [1,3,96,4294967296]     | 4294967296",
                "'network':{}            | 'network':[]            | 'network' is not an object",
                "'framing':'whole'       | 'framing':'half'        | 'preprocessing.framing'",
                "'high_percentile':100.0 | 'high_percentile':0     | no range in [0,100]",
                "'tile_overlap':0.0      | 'tile_overlap':0.51     | 'preprocessing.tile_overlap'",
                "'tile_overlap':0.0      | 'tile_overlap':1e999    | exceeds the range",
                "'family':'leaf'         | 'family':NaN            | not valid JSON"
            })
    void anInvalidFieldIsNamedWithItsFile(String sound, String unsound, String words)
            throws IOException {
        String json = minimalJson().toString().replace('"', '\'');
        assertTrue(json.contains(sound), json);

        assertRefused(json.replace(sound, unsound).replace('\'', '"'), words);
    }

    @Test
    void whatIsNoJsonObjectIsRefused() throws IOException {
        assertRefused("", "not valid JSON");
        assertRefused("[]", "not a JSON object");
        assertRefused(minimalJson() + " x", "not valid JSON");
        assertRefused("{\"config\":" + "[".repeat(100_000), "nested");
        Path file = folder.resolve("latin.json");
        Files.write(file, new byte[] {'{', '"', (byte) 0xe4, '"', ':', '1', '}'});
        String message =
                assertThrows(ModelException.class, () -> ModelDescription.read(file)).getMessage();
        assertTrue(message.contains("UTF-8"), message);
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("model.json");

        String message =
                assertThrows(ModelException.class, () -> ModelDescription.read(file)).getMessage();

        assertTrue(message.contains(file.toString()), message);
    }

    @Test
    void nobodyCanChangeADescription() {
        JsonObject network = new JsonObject();
        ModelDescription model = Descriptions.minimal("m").network(network).build();

        network.addProperty("late", 1);
        model.network().addProperty("later", 2);

        assertEquals(new JsonObject(), model.network());
    }

    @Test
    void aScoreThatIsNoNumberIsRefusedBeforeItIsWritten() {
        JsonObject scores = new JsonObject();
        scores.addProperty("dice", Double.NaN);
        JsonObject training = new JsonObject();
        training.add("scores", scores);
        ModelDescriptionBuilder builder = Descriptions.minimal("m").training(training);

        String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();

        assertTrue(message.contains("'training.scores.dice'"), message);
    }

    @Test
    void identityIsThatOfTheResultsAndNotOfTheText() throws IOException {
        ModelDescription model = Descriptions.full();
        Path file = folder.resolve("model.json");
        model.write(file);

        assertEquals(model.sha256(), ModelDescription.read(file).sha256());
        assertEquals(
                model.sha256(),
                model.toBuilder()
                        .name("other")
                        .description("")
                        .training(new JsonObject())
                        .build()
                        .sha256());
        JsonObject sampling = new JsonObject();
        sampling.addProperty("clamp", true);
        assertNotEquals(model.sha256(), model.toBuilder().sampling(sampling).build().sha256());
        assertNotEquals(
                model.sha256(), model.toBuilder().input(ModelInput.rgb(8, 8)).build().sha256());
        FileEntry other = new FileEntry("vae.safetensors", "ab".repeat(32), 0);
        assertNotEquals(
                model.sha256(),
                model.toBuilder().weights(List.of(model.weights().get(0), other)).build().sha256());
    }

    @Test
    void identityDoesNotDependOnHowTheFileWasTyped() throws IOException {
        String json = minimalJson().toString();
        String retyped = json.replace("\"network\":{}", "\"network\":{\"b\":1e-3,\"a\":2.0}");
        String again = json.replace("\"network\":{}", "\"network\":{\"a\":2,\"b\":0.001}");

        assertEquals(read(retyped).sha256(), read(again).sha256());
        assertNotEquals(read(json).sha256(), read(again).sha256());
    }

    private JsonObject minimalJson() throws IOException {
        Path file = folder.resolve("minimal.json");
        Descriptions.minimal("m").build().write(file);
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private ModelDescription read(String json) throws IOException {
        return ModelDescription.read(Files.writeString(folder.resolve("read.json"), json));
    }

    private void assertRefused(String json, String words) {
        String message = assertThrows(ModelException.class, () -> read(json)).getMessage();
        assertTrue(message.contains(words) && message.contains("read.json"), message);
        assertTrue(message.endsWith(".") && !message.contains("\n"), message);
    }
}
