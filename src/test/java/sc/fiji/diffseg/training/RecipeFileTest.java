package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeFileTest {

    @TempDir private Path folder;

    @BeforeEach
    void writeTheOther() throws IOException {
        write("other.json", TinyTraining.recipe().toString());
    }

    private Path write(String name, String json) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, json);
    }

    @Test
    void ofObjectsWhatIsNamedIsReplacedAndOfAllElseTheWhole() throws IOException {
        Path file =
                write(
                        "deeper/mine.json",
                        """
                        {"like": "../other.json", "name": "mine", "method": {"added": [1]},
                         "stages": {"denoiser": {"steps": 77}}, "data": [], "seed": null}
                        """);

        JsonObject read = RecipeFile.read(file);

        JsonObject expected = TinyTraining.recipe();
        expected.addProperty("name", "mine");
        expected.getAsJsonObject("stages").getAsJsonObject("denoiser").addProperty("steps", 77);
        expected.add("data", new JsonArray());
        expected.remove("seed");
        JsonArray one = new JsonArray();
        one.add(1);
        expected.getAsJsonObject("method").add("added", one);
        assertEquals(expected, read);
    }

    @Test
    void oneMayBeLikeOneThatIsLikeAnother() throws IOException {
        write("second.json", "{\"like\": \"other.json\", \"name\": \"second\", \"seed\": 5}");
        Path third = write("third.json", "{\"like\": \"second.json\", \"name\": \"third\"}");

        Recipe recipe = Recipe.read(third);

        assertEquals("third", recipe.name());
        assertEquals(5, recipe.seed());
        assertEquals(Recipe.read(folder.resolve("other.json")).stages(), recipe.stages());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"like\": \"mine.json\"} | leads back to",
                "{\"like\": 3} | must be the name of a file, not 3",
                "{\"like\": \"missing.json\"} | missing.json; check its name",
                "{\"like\": [ | mine.json cannot be used",
                "{\"like\": \"other.json\", \"paitence\": 5} | has no 'paitence', only name,",
                "{\"like\": \"other.json\", \"augmentation\": {\"turn\": true}} | has no 'turn'",
                "{\"like\": \"other.json\", \"validate_every\": null} | lacks its validate_every",
                "{\"like\": \"other.json\", \"augmentation\": null} | lacks its augmentation",
                "{\"like\": \"other.json\", \"stages\": {\"denoiser\": {\"decay\": \"slow\"}}}"
                        + " | is 'slow': use constant or cosine.",
                "`` | is empty"
            })
    void whatCannotBeReadIsToldInOneSentence(String json, String told) throws IOException {
        Path file = write("mine.json", json);

        String message = assertThrows(IOException.class, () -> Recipe.read(file)).getMessage();

        assertTrue(message.contains(told), message);
        assertFalse(message.contains(".."), message);
    }

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/recipes"))) {
            return files.filter(file -> file.toString().endsWith(".json")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void theRecipesOfTheShippedModelsAndOfTheGuidesAreWhole(Path file) throws IOException {
        Recipe recipe = Recipe.read(file);

        assertFalse(recipe.data().isEmpty());
        assertNotNull(recipe.license());
        assertTrue(recipe.stages().containsKey("denoiser"));
    }
}
