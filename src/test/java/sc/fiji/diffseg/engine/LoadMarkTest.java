package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadMarkTest {

    @TempDir Path scratch;

    private Path marks;
    private Path libraries;
    private LoadMark mark;

    @BeforeEach
    void prepare() throws IOException {
        marks = Files.createDirectories(scratch.resolve("marks"));
        libraries = scratch.resolve("libraries");
        mark = new LoadMark(new NativesFolders(List.of(marks)));
    }

    private ChildJava.Run load(Path what, String ending) throws Exception {
        return CrashProbe.run(scratch, marks, what, ending);
    }

    @Test
    void librariesThatCrashedJavaAreNotLoadedTwiceUnlessTheUserWantsTo() throws Exception {
        assertNotEquals(0, load(libraries, "crash").code());
        ChildJava.Run next = load(libraries, "load");
        assertEquals(0, next.code(), next.printed());
        assertFalse(next.printed().contains("loaded\n"), next.printed());
        assertEquals(
                "Java crashed when it last loaded PyTorch's libraries in "
                        + libraries
                        + ": open Plugins > Diffusion Segmentation > Diffusion Engine to install"
                        + " others or to try them again, or run 'engine --try-again' in a terminal.",
                next.printed().strip());
        assertEquals("loaded", load(scratch.resolve("others"), "load").printed().strip());
        mark.tryAgain();
        assertEquals("loaded", load(libraries, "load").printed().strip());
        assertNoMarks();
    }

    @ParameterizedTest
    @CsvSource({"exit, 3, ''", "fail, 0, no library"})
    void whatEndsInGoodOrderIsNoCrash(String ending, int code, String printed) throws Exception {
        ChildJava.Run run = load(libraries, ending);
        assertEquals(code, run.code(), run.printed());
        assertEquals(printed, run.printed().strip());
        assertNoMarks();
    }

    @Test
    void processesThatLoadAtTheSameTimeDoNotTakeEachOtherForDead() {
        mark.guard(
                libraries,
                () -> {
                    assertFalse(mark.hasCrashed(libraries));
                    mark.tryAgain();
                    assertEquals(1, marks().size(), "the mark of a living process is gone");
                    return null;
                });
        assertNoMarks();
    }

    @Test
    void theNumberOfADeadProcessMayHaveBeenGivenToAnother() throws IOException {
        long pid = ProcessHandle.current().pid();
        mark.guard(
                libraries,
                () -> {
                    Path own = marks().get(0);
                    try {
                        Files.writeString(own, libraries + "\n" + pid + "\n1999-12-31T23:59:59Z\n");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    assertTrue(mark.hasCrashed(libraries));
                    return null;
                });
    }

    @Test
    void whereNoMarkCanBeSetLibrariesAreLoadedAllTheSame() throws IOException {
        Path file = Files.writeString(scratch.resolve("file"), "in the way");
        LoadMark none = new LoadMark(new NativesFolders(List.of(file.resolve("marks"))));
        assertEquals("loaded", none.guard(libraries, () -> "loaded"));
        assertThrows(
                IllegalStateException.class,
                () ->
                        none.guard(
                                libraries,
                                () -> {
                                    throw new IllegalStateException();
                                }));
    }

    private void assertNoMarks() {
        assertEquals(List.of(), marks());
    }

    private List<Path> marks() {
        try (Stream<Path> files = Files.list(marks)) {
            return files.toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
