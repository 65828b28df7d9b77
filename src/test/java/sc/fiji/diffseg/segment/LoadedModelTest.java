package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelException;
import sc.fiji.diffseg.model.ModelFolder;

class LoadedModelTest {

    @TempDir private Path folder;

    @Test
    void anInputThatTheNetworksCannotSeeIsRefusedWhenTheModelIsOpened() throws IOException {
        Path file = TinyModel.write(folder).path(ModelDescription.FILE_NAME);
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        JsonArray shape =
                json.getAsJsonArray("inputs").get(0).getAsJsonObject().getAsJsonArray("shape");
        shape.set(3, new JsonPrimitive(33));
        Files.writeString(file, json.toString());
        ModelFolder changed = ModelFolder.open(folder);
        TorchEngine engine = TorchEngine.start("cpu");
        int before = engine.liveArrays();
        ModelException e =
                assertThrows(
                        ModelException.class,
                        () -> LoadedModel.open(changed, engine, Progress.NONE));
        assertEquals(
                "The model 'tiny' says that it sees images of 33 x 32 pixels, but its networks need"
                        + " multiples of 8: correct the shape of its input in "
                        + file
                        + ".",
                e.getMessage());
        assertEquals(before, engine.liveArrays());
    }
}
