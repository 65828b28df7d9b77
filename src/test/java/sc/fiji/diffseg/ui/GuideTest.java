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
                        assertTrue(
                                Guide.named(link.replaceAll("\\.html.*", "")) != null,
                                name + " links to " + link);
                    }
                }
            }
        }
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
