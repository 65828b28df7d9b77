package sc.fiji.diffseg.training;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupingTest {

    private static final List<ImagePair> PAIRS =
            Stream.of("p07_slice1", "p07_slice2", "p12_slice1")
                    .map(n -> new ImagePair(Path.of(n + ".tif"), Path.of("m"), n, "mr"))
                    .toList();

    @TempDir private Path folder;

    private List<String> groups(Grouping grouping) throws IOException {
        return PAIRS.stream().map(grouping.groups(PAIRS, folder)).toList();
    }

    private String refusal(Grouping grouping) {
        return assertThrows(IOException.class, () -> groups(grouping)).getMessage();
    }

    private static Grouping table(String name, String group) {
        return new Grouping(null, null, "groups.csv", name, group);
    }

    @ParameterizedTest
    @CsvSource({
        "_,",
        ", ^p\\d+",
        ", p(\\d+)_slice",
        ", ^(p\\d+)_slice(\\d)",
    })
    void groupsAreReadOffTheName(String separator, String pattern) throws IOException {
        List<String> groups = groups(new Grouping(separator, pattern, null, null, null));

        assertEquals(groups.get(0), groups.get(1));
        assertTrue(groups.get(0).endsWith("07") && groups.get(2).endsWith("12"), "" + groups);
    }

    @Test
    void groupsAreLookedUpByNameOrFileName() throws IOException {
        Files.writeString(
                folder.resolve("groups.csv"),
                "\uFEFFimage;age;patient\r\n"
                        + "p07_slice1.tif;61;\"Smith; \"\"Jo\"\"\"\r\n"
                        + "p07_slice2;61;\"Smith; \"\"Jo\"\"\"\r\n\r\n"
                        + "p12_slice1;40;Miller\r\n");

        assertEquals(
                List.of("Smith; \"Jo\"", "Smith; \"Jo\"", "Miller"),
                groups(table("image", "patient")));
    }

    @Test
    void whatIsWrongWithATableIsSaid() throws IOException {
        assertTrue(refusal(table("image", "patient")).startsWith("There is no table"));
        Path file = Files.writeString(folder.resolve("groups.csv"), "image,patient\np07_slice1,x");
        assertEquals(
                "The table " + file + " has no column 'video': it has image, patient.",
                refusal(table("image", "video")));
        assertEquals(
                "No group is found for the image p07_slice2 of mr by the table groups.csv: correct"
                        + " the recipe's groups.",
                refusal(table("image", "patient")));
        Files.writeString(file, "image,patient\na,x\na,y");
        assertTrue(refusal(table("image", "patient")).contains("a twice, with 'x' and 'y'"));
        Files.write(file, new byte[] {'a', (byte) 0xE4, ',', 'b'});
        assertTrue(refusal(table("image", "patient")).contains("UTF-8"));
    }

    @Test
    void aGroupForAllAndContradictionsAreRefused() {
        String all = refusal(new Grouping("p", "x", null, null, null));
        assertTrue(all.startsWith("The recipe's groups need either"), all);
        assertTrue(refusal(new Grouping(null, null, "t", "a", null)).contains("group_column"));
        assertTrue(refusal(new Grouping("", null, null, null, null)).contains("separator"));
        assertTrue(
                refusal(new Grouping(null, "slice", null, null, null))
                        .startsWith("All 3 images belong to one group by the pattern 'slice'"));
        assertTrue(refusal(new Grouping("-", null, null, null, null)).contains("'-'"));
        assertTrue(refusal(new Grouping(null, "(", null, null, null)).contains("'('"));
    }
}
