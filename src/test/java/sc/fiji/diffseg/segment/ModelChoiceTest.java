package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.ModelStore;

class ModelChoiceTest {

    @TempDir Path root;

    private String find(String nameOrFolder) throws IOException {
        ModelStore store = new ModelStore(List.of(root.resolve("models")));
        return ModelChoice.find(store, nameOrFolder, Progress.NONE).description().name();
    }

    @Test
    void aModelIsFoundByItsNameOrItsFolderAndTheFirstWithoutEither() throws IOException {
        TinyModel.write(root.resolve("models/one"), "zebra", "leaf");
        TinyModel.write(root.resolve("models/two"), "aardvark", "leaf");
        TinyModel.write(root.resolve("elsewhere"), "nomad", "leaf");
        Files.createDirectories(root.resolve("models/broken"));
        assertEquals("zebra", find("zebra"));
        assertEquals("aardvark", find("two"));
        assertEquals("nomad", find(root.resolve("elsewhere").toString()));
        assertEquals("aardvark", find(""));
    }

    @Test
    void whatIsThereIsNamedWhereAModelIsNot() throws IOException {
        assertThrows(IOException.class, () -> find(""));
        TinyModel.write(root.resolve("models/one"), "zebra", "leaf");
        IOException e = assertThrows(IOException.class, () -> find("lion"));
        assertTrue(e.getMessage().contains("'zebra'"), e.getMessage());
    }
}
