package sc.fiji.diffseg.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.module.ModuleItem;

class MacroReferenceTest {

    /** A line that runs a command, up to the end of the first text of its options. */
    private static final Pattern RUN = Pattern.compile("run\\(\"([^\"]+)\", \"([^\"]*)\"");

    private static final Pattern KEY = Pattern.compile("(?:^| )([a-z_]+)=");

    @Test
    void theGuideSaysWhatTheCommandsDeclare() throws Exception {
        assertEquals(
                MacroReference.text(),
                Files.readString(MacroReference.FILE),
                "The macro reference is out of date: run"
                        + " mvn -q test-compile exec:exec@macro-reference");
    }

    @Test
    void everyLineInTheGuidesAndTheMacrosUsesKeysThatExist() throws Exception {
        Map<String, List<String>> keys;
        try (Context context = new Context()) {
            keys =
                    MacroReference.commands(context).stream()
                            .collect(
                                    Collectors.toMap(
                                            MacroReference::label,
                                            info ->
                                                    MacroReference.keys(info).stream()
                                                            .map(ModuleItem::getName)
                                                            .toList()));
        }
        int lines = 0;
        for (Path file : files()) {
            Matcher run = RUN.matcher(Files.readString(file));
            while (run.find()) {
                assertTrue(keys.containsKey(run.group(1)), file + ": " + run.group());
                Matcher key = KEY.matcher(run.group(2).replaceAll("\\[[^]]*]", ""));
                while (key.find()) {
                    assertTrue(
                            keys.get(run.group(1)).contains(key.group(1)),
                            file + ": " + run.group() + " has " + key.group(1));
                }
                lines++;
            }
        }
        assertTrue(lines > 30, lines + " lines");
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> guides = Files.list(MacroReference.FILE.getParent());
                Stream<Path> macros = Files.list(Path.of("macros"))) {
            return Stream.of(guides, macros, Stream.of(Path.of("README.md")))
                    .flatMap(paths -> paths)
                    .toList();
        }
    }
}
