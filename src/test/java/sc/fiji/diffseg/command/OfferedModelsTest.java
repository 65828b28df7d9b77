package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.TinyModel;

class OfferedModelsTest {

    @TempDir Path folder;

    private OfferedModels models;

    @BeforeEach
    void lookIntoTheFolder() {
        models = new OfferedModels(new ModelStore(List.of(folder)), "leaf");
    }

    @Test
    void modelsOfOtherFamiliesAreNotOffered() throws IOException {
        TinyModel.write(folder.resolve("a"), "mine", "leaf");
        TinyModel.write(folder.resolve("b"), "other", "otherfamily");
        assertEquals(List.of("mine"), models.names());
    }

    @Test
    void thePreferredModelComesBeforeTheFirst() throws IOException {
        TinyModel.write(folder.resolve("a"), "first", "leaf");
        assertEquals("first", models.initial("preferred"));
        TinyModel.write(folder.resolve("b"), "preferred", "leaf");
        assertEquals("preferred", models.initial("preferred"));
    }

    @Test
    void withoutAModelTheUserIsToldWhereToPutOne() {
        String sentence =
                assertThrows(IllegalArgumentException.class, () -> models.initial("any"))
                        .getMessage();
        assertEquals(
                "No LEAF model is installed: put a model folder into " + folder + ".", sentence);
    }
}
