package sc.fiji.diffseg.command;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.ModelKeeper;

/** Tests of commands that find the models of one folder, which their class fills. */
abstract class WithModels extends WithMacros {

    @TempDir static Path models;

    @BeforeAll
    static void useModels() {
        System.setProperty(ModelStore.PROPERTY, models.toString());
    }

    @AfterAll
    static void forgetModels() {
        ModelKeeper.shared().release();
        System.clearProperty(ModelStore.PROPERTY);
    }
}
