package sc.fiji.diffseg.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CardPageTest {

    private static String body(String markdown) {
        return CardPage.html(markdown).replaceAll("^<html><body>|</body></html>$", "");
    }

    @Test
    void aCardHasHeadingsListsAndTables() {
        String card =
                """
                # Nuclei

                Round things.

                - Method: leaf
                - Command: `train --seed 1`

                ## Data

                | set | images |
                |---|---|
                | cells | 12 |
                """;
        assertEquals(
                "<h1>Nuclei</h1><p>Round things. </p>"
                        + "<ul><li>Method: leaf</li>"
                        + "<li>Command: <code>train --seed 1</code></li></ul>"
                        + "<h2>Data</h2><table><tr><th>set</th><th>images</th></tr>"
                        + "<tr><td>cells</td><td>12</td></tr></table>",
                body(card));
    }

    @Test
    void theHtmlOfAForeignCardIsText() {
        assertEquals(
                "<p>&lt;img src=http://x&gt; &amp;amp; </p>", body("<img src=http://x> &amp;"));
        assertEquals("<table></table>", body("|"));
        assertEquals("", body(""));
    }
}
