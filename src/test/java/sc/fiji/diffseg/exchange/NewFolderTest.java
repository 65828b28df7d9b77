package sc.fiji.diffseg.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFolderTest {

    @TempDir private Path parent;

    @Test
    void whoMayReadOtherFoldersMayReadIt() throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        Path plain = Files.createDirectory(parent.resolve("plain"));

        try (NewFolder folder = NewFolder.at(parent.resolve("new"))) {
            folder.finish();
        }

        assertEquals(
                Files.getPosixFilePermissions(plain),
                Files.getPosixFilePermissions(parent.resolve("new")));
    }

    @Test
    void whatIsNotFinishedLeavesNothing() throws IOException {
        Path target = parent.resolve("above/new");

        try (NewFolder folder = NewFolder.at(target)) {
            Files.writeString(folder.path().resolve("file"), "content");
            assertFalse(Files.exists(target));
        }

        try (Stream<Path> left = Files.list(target.getParent())) {
            assertTrue(left.findAny().isEmpty());
        }
    }
}
