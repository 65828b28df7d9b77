package sc.fiji.diffseg.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {

    @TempDir Path root;

    @Test
    void modelsAreListedByNameAndBrokenOnesWithTheirProblem() throws IOException {
        Descriptions.install(root, "1", "zebra");
        Descriptions.install(root, "2", "Apple");
        Files.createDirectories(root.resolve("broken"));
        Files.writeString(root.resolve("broken/model.json"), "{}");
        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve("half-written"));
        Files.writeString(root.resolve("half-written/weights.safetensors"), "");
        Descriptions.install(root, ".hidden", "hidden");
        Files.writeString(root.resolve("readme.txt"), "no model");
        Files.writeString(root.resolve(".DS_Store"), "");

        List<InstalledModel> models = new ModelStore(List.of(root)).list();

        assertEquals(
                List.of("Apple", "broken", "zebra"),
                models.stream().map(InstalledModel::name).toList());
        assertTrue(models.get(0).problem().isEmpty());
        assertTrue(models.get(1).problem().get().contains("'inputs'"));
        assertTrue(models.get(1).description().isEmpty());
    }

    @Test
    void rootsThatDoNotExistHoldNothingAndFilesAreReported() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");

        assertEquals(List.of(), new ModelStore(List.of(root.resolve("absent"))).list());
        List<InstalledModel> models = new ModelStore(List.of(file)).list();
        assertEquals(1, models.size());
        assertTrue(models.get(0).problem().get().contains(file.toString()));
    }

    @Test
    void modelsAreFoundByNameByFolderAndByPath() throws IOException {
        Path nuclei = Descriptions.install(root, "leaf-nuclei", "LEAF nuclei");
        Path elsewhere = Descriptions.install(root.resolve("deeper"), "own", "My own");
        ModelStore store = new ModelStore(List.of(root));

        assertEquals(nuclei, store.find("LEAF nuclei").folder());
        assertEquals(nuclei, store.find("leaf-nuclei").folder());
        assertEquals(elsewhere, store.find(elsewhere.toString()).folder());
    }

    @Test
    void theFirstRootWins() throws IOException {
        Path first = Descriptions.install(root.resolve("b"), "m", "same");
        Descriptions.install(root.resolve("a"), "m", "same");
        ModelStore store = new ModelStore(List.of(root.resolve("b"), root.resolve("a")));

        assertEquals(first, store.find("same").folder());
        assertEquals(2, store.list().size());
    }

    @Test
    void anUnknownNameListsWhatIsThere() throws IOException {
        Descriptions.install(root, "1", "zebra");
        Descriptions.install(root, "2", "Apple");
        ModelStore store = new ModelStore(List.of(root));

        for (String name : List.of("horse", "", "../nothing", "a\u0000b")) {
            String message =
                    assertThrows(ModelException.class, () -> store.find(name)).getMessage();
            assertEquals(
                    "There is no model '" + name + "'; installed are 'Apple', 'zebra'.", message);
        }
    }

    @Test
    void anEmptyStoreTellsWhereItLooked() {
        ModelStore store = new ModelStore(List.of(root));

        String message = assertThrows(ModelException.class, () -> store.find("horse")).getMessage();

        assertTrue(message.contains(root.toString()), message);
        message =
                assertThrows(ModelException.class, () -> new ModelStore(List.of()).find("horse"))
                        .getMessage();
        assertTrue(message.contains("path of a model folder"), message);
    }

    @Test
    void aBrokenModelTellsItsProblemWhenAskedFor() throws IOException {
        Files.createDirectories(root.resolve("broken"));
        Files.writeString(root.resolve("broken/model.json"), "{");
        ModelStore store = new ModelStore(List.of(root));

        String message =
                assertThrows(ModelException.class, () -> store.find("broken")).getMessage();

        assertTrue(message.contains("not valid JSON"), message);
    }

    @Test
    void theStandardStoreLooksInPropertyFijiAndCheckout() throws IOException {
        Path extra = root.resolve("extra");
        Path own = root.resolve("own");
        Path other = root.resolve("other");
        Path fiji = root.resolve("Fiji");
        Path checkout = Files.createDirectories(root.resolve("checkout"));
        Files.writeString(checkout.resolve("pom.xml"), "");
        Properties properties = new Properties();
        properties.setProperty(ModelStore.PROPERTY, own + File.pathSeparator + other);
        properties.setProperty("ij.dir", fiji.toString());

        assertEquals(
                List.of(
                        extra,
                        own,
                        other,
                        fiji.resolve("models/diffusion-segmentation"),
                        checkout.resolve("src/main/models")),
                ModelStore.standard(properties, checkout, List.of(extra)).roots());
        assertEquals(List.of(), ModelStore.standard(new Properties(), root, List.of()).roots());
    }

    @Test
    void fijiIsFoundFromEitherReadingOfThePluginsFolder() {
        Path expected = root.resolve("models/diffusion-segmentation");
        for (Path plugins : List.of(root, root.resolve("plugins"))) {
            Properties properties = new Properties();
            properties.setProperty("plugins.dir", plugins.toString());

            assertEquals(
                    List.of(expected), ModelStore.standard(properties, root, List.of()).roots());
        }
    }
}
