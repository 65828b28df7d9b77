package sc.fiji.diffseg.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.swing.text.html.HTMLDocument;
import javax.swing.text.html.HTMLEditorKit;
import org.junit.jupiter.api.Test;

/** The guides as they are in the jar. */
class GuideTest {

    private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");
    private static final Path SOURCES = Path.of("src/site/markdown");

    @Test
    void theIndexLeadsToEveryGuide() throws Exception {
        Set<String> guides = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            files.map(file -> file.getFileName().toString().replace(".md", ""))
                    .filter(name -> !name.equals(Guide.INDEX))
                    .forEach(guides::add);
        }
        Set<String> linked = new TreeSet<>();
        for (String link : links(Guide.named(Guide.INDEX))) {
            linked.add(link.replace(".html", ""));
        }
        assertEquals(guides, linked, "src/site/markdown/index.md should link to all others");
    }

    @Test
    void everyLinkBetweenGuidesLeadsSomewhere() throws Exception {
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".md", "");
                for (String link : links(Guide.named(name))) {
                    if (!URI.create(link).isAbsolute()) {
                        assertLeadsSomewhere(name, link);
                    }
                }
            }
        }
    }

    private static void assertLeadsSomewhere(String from, String link) throws IOException {
        String[] parts = link.split("#");
        Guide to = Guide.named(parts[0].isEmpty() ? from : parts[0].replaceAll("\\.html$", ""));
        if (parts.length > 1) {
            assertTrue(
                    Headings.find(to.document(new HTMLEditorKit()), parts[1]).isPresent(),
                    from + " links to " + link);
        }
    }

    @Test
    void aLinkFindsItsHeadingAmongOthers() throws Exception {
        HTMLDocument page = Guide.named("folders").document(new HTMLEditorKit());
        int place = Headings.find(page, "an-array-job-on-a-cluster").orElseThrow();
        assertEquals("An array job on a cluster", page.getText(place, 25));
        assertTrue(Headings.find(page, "an-array").isEmpty());
    }

    private static Set<String> links(Guide guide) throws IOException {
        Set<String> links = new TreeSet<>();
        Matcher matcher =
                LINK.matcher(new String(guide.page().openStream().readAllBytes(), "UTF-8"));
        while (matcher.find()) {
            links.add(matcher.group(1));
        }
        return links;
    }
}
