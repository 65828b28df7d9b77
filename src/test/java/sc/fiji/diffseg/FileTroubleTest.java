package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {

    @TempDir private Path folder;

    @Test
    void whatTheFileSystemSaysBecomesASentence() {
        Path missing = folder.resolve("missing");
        IOException failure = assertThrows(IOException.class, () -> Files.readAllBytes(missing));

        assertEquals(
                missing
                        + " cannot be read or written (it is not there): check the rights to its"
                        + " folder and the space left.",
                FileTrouble.sentence(failure));
        assertEquals("access denied", FileTrouble.reason(new AccessDeniedException("a")));
        assertEquals(
                "No space left on device",
                FileTrouble.reason(new FileSystemException("a", null, "No space left on device.")));
    }

    @Test
    void whatIsASentenceStaysOne() {
        assertEquals("It rains.", FileTrouble.sentence(new IOException("It rains.")));
        assertEquals("java.io.IOException", FileTrouble.sentence(new IOException((String) null)));
    }
}
