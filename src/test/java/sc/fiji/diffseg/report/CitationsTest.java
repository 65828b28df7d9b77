package sc.fiji.diffseg.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CitationsTest {

    private static final Pattern NAMED =
            Pattern.compile("(?m)^ +-? *(title|family-names|given-names|value): \"?(.*?)\"?$");

    @Test
    void whatTheCitationFileNamesIsCitedAsTextAndAsBibTeX() throws Exception {
        String all = Citations.text("1.2.3", Optional.empty());
        String text = all.substring(0, all.indexOf("BibTeX:"));
        String bibtex = all.substring(all.indexOf("BibTeX:")).replaceAll("[{}]", "");
        Matcher named = NAMED.matcher(Files.readString(Path.of("CITATION.cff")));
        int count = 0;
        while (named.find()) {
            String value = named.group(2).replace("arXiv:", "");
            assertTrue(bibtex.contains(value), value);
            if (!named.group(1).equals("given-names")) {
                assertTrue(text.contains(value), value);
            }
            count++;
        }
        assertTrue(count > 20, count + " names");
        assertTrue(text.contains("version 1.2.3"));
        assertTrue(bibtex.contains("version = 1.2.3"));
    }
}
