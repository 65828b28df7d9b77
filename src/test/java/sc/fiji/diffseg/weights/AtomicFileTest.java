package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir Path folder;

    @Test
    void aFileIsReplacedAndNothingElseIsLeft() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old and long");

        AtomicFile.write(file, new byte[] {'n'});

        assertEquals("n", Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aFolderIsNotReplaced() {
        String message =
                assertThrows(IOException.class, () -> AtomicFile.write(folder, new byte[1]))
                        .getMessage();

        assertTrue(message.contains(folder + " is a folder"), message);
    }

    @Test
    void aPathBelowAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");

        String message =
                assertThrows(
                                IOException.class,
                                () -> AtomicFile.write(file.resolve("b"), new byte[1]))
                        .getMessage();

        assertTrue(message.contains("does not exist"), message);
        assertEquals("old", Files.readString(file));
    }
}
