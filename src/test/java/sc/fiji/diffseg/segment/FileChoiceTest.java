package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChoiceTest {

    @TempDir Path root;

    @BeforeEach
    void fill() throws IOException {
        for (String name :
                List.of(
                        "cell 10.tif",
                        "cell 9.TIF",
                        "cell 9.png",
                        "notes.txt",
                        ".hidden.tif",
                        "day 2/cell 1.tif",
                        "day 10/cell 1.tif",
                        "day 10/deep/mask.tif",
                        "results/cell 10-labels.tif",
                        ".git/cell.tif")) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private List<InputFile> list(boolean recursive, String filter) throws IOException {
        return new FileChoice(recursive, filter, List.of())
                .without(root.resolve("results"))
                .list(List.of(root));
    }

    private static List<String> labels(List<InputFile> files) {
        return files.stream().map(InputFile::label).toList();
    }

    @Test
    void filesComeInTheOrderInWhichPeopleCount() throws IOException {
        assertEquals(List.of("cell 9.TIF", "cell 9.png", "cell 10.tif"), labels(list(false, "")));
    }

    @Test
    void filesThatAreNotNamedAsImagesAreLeftOutAloudUnlessTheyAreNamed() throws IOException {
        List<String> remarks = new ArrayList<>();
        FileChoice.ALL.list(List.of(root), remarks);
        assertEquals(1, remarks.size());
        assertTrue(remarks.get(0).startsWith("Files in " + root + " that"), remarks.get(0));
        assertTrue(remarks.get(0).contains("left out (1);"), remarks.get(0));
        assertEquals(
                List.of("cell 9.TIF", "cell 9.png", "cell 10.tif", "notes.txt"),
                labels(list(false, "*")));
        Path notes = root.resolve("notes.txt");
        assertEquals(List.of("notes.txt"), labels(FileChoice.ALL.list(List.of(notes), remarks)));
        assertEquals(1, remarks.size());
        for (String image : List.of("cell 10.tif", "cell 9.TIF", "cell 9.png")) {
            Files.delete(root.resolve(image));
        }
        IOException e =
                assertThrows(IOException.class, () -> FileChoice.ALL.list(List.of(root), remarks));
        assertTrue(e.getMessage().contains("named as an image (1 are not)"), e.getMessage());
    }

    @Test
    void subFoldersThatAreNotWantedAreNotOpened() throws IOException {
        List<Path> asked = new ArrayList<>();
        FolderFiles flat = FolderFiles.of(root, false, asked::add);
        assertEquals(List.of(), asked);
        assertEquals(4, flat.files().size());
        FolderFiles deep = FolderFiles.of(root, true, dir -> !dir.endsWith(".git"));
        assertEquals(8, deep.files().size());
        assertEquals(List.of(), deep.closed());
    }

    @Test
    void subFoldersBelongToItOnRequestButThoseOfResultsAndHiddenOnesDoNot() throws IOException {
        assertEquals(
                List.of(
                        "cell 9.TIF",
                        "cell 10.tif",
                        "day 2/cell 1.tif",
                        "day 10/cell 1.tif",
                        "day 10/deep/mask.tif"),
                labels(list(true, "*.tif")));
    }

    @Test
    void resultsLieInSubFoldersOfTheSameNamesAndNoTwoHaveOneName() throws IOException {
        assertEquals(
                List.of("cell 9.TIF", "cell 9.png", "cell 10", "day 2/cell 1", "day 10/cell 1"),
                list(true, "cell").stream().map(InputFile::name).toList());
    }

    @Test
    void aNameWithTwoEndingsIsNotTakenForThatOfAnotherFile() throws IOException {
        Path twice = Files.createDirectory(root.resolve("twice"));
        for (String name : List.of("a.png", "a.tif", "a.tif.png")) {
            Files.createFile(twice.resolve(name));
        }
        assertEquals(
                List.of("a.png", "a.tif", "a.tif.png"),
                FileChoice.ALL.list(List.of(twice)).stream().map(InputFile::name).toList());
    }

    @Test
    void aFolderThatIsNamedByALinkIsOpened() throws IOException {
        Path link = root.resolveSibling(root.getFileName() + "-link");
        try {
            Files.createSymbolicLink(link, root);
        } catch (IOException | UnsupportedOperationException e) {
            abort("There are no links here: " + e);
        }
        try {
            FileChoice choice =
                    new FileChoice(true, "*.tif", List.of()).without(link.resolve("results"));
            List<InputFile> files = choice.list(List.of(link));
            assertEquals(labels(list(true, "*.tif")), labels(files));
            assertTrue(files.get(0).file().startsWith(link), files.toString());
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void aFilterIsAPatternOfTheNameOrAPartOfIt() throws IOException {
        assertEquals(List.of("cell 9.png", "notes.txt"), labels(list(false, "*.{PNG,txt}")));
        assertEquals(List.of("cell 9.TIF", "cell 9.png"), labels(list(false, "cell ?.*")));
        assertEquals(List.of("notes.txt"), labels(list(false, "Notes")));
        assertEquals(List.of("cell 10.tif"), labels(list(false, "10")));
    }

    @Test
    void aFilterThatFitsNothingOrIsNoPatternIsRefused() {
        IOException nothing = assertThrows(IOException.class, () -> list(true, "*.czi"));
        assertTrue(nothing.getMessage().contains("'*.czi'"), nothing.getMessage());
        Exception wrong = assertThrows(IllegalArgumentException.class, () -> list(true, "{a"));
        assertTrue(wrong.getMessage().contains("'{a'"), wrong.getMessage());
    }

    @Test
    void aPartIsEveryNthFile() throws IOException {
        List<InputFile> all = list(true, "*.tif");
        assertEquals(List.of("cell 9.TIF", "day 10/cell 1.tif"), labels(new Part(1, 3).of(all)));
        assertEquals(List.of("day 2/cell 1.tif"), labels(new Part(3, 3).of(all)));
        assertEquals(all, Part.WHOLE.of(all));
        assertEquals(List.of(), new Part(9, 9).of(all));
        assertThrows(IllegalArgumentException.class, () -> new Part(0, 2));
        assertThrows(IllegalArgumentException.class, () -> new Part(3, 2));
    }
}
