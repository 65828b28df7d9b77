package sc.fiji.diffseg.ui;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.swing.text.BadLocationException;
import javax.swing.text.Document;
import javax.swing.text.html.HTMLDocument;
import javax.swing.text.html.HTMLEditorKit;

/**
 * One of the guides that come inside the jar.
 *
 * @param page its address there
 */
public record Guide(URL page) {

    /** Name of the guide that lists all others. */
    public static final String INDEX = "index";

    /**
     * The guide of a name.
     *
     * @param name that of its file, such as {@code measuring}; empty for the index
     * @throws IllegalArgumentException in one sentence, if there is none
     */
    public static Guide named(String name) {
        String file = name.isBlank() ? INDEX : name.trim().toLowerCase(Locale.ROOT);
        URL page =
                file.matches("[a-z0-9-]+")
                        ? Guide.class.getResource("guides/" + file + ".html")
                        : null;
        if (page == null) {
            throw new IllegalArgumentException(
                    "There is no guide '%s': the guide %s lists them.".formatted(name, INDEX));
        }
        return new Guide(page);
    }

    /** What it says, without its layout. */
    public String text() throws IOException {
        Document text = document(new HTMLEditorKit());
        try {
            return text.getText(0, text.getLength()).strip();
        } catch (BadLocationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The page as a window shows it, which knows where its pictures and links are. */
    HTMLDocument document(HTMLEditorKit kit) throws IOException {
        HTMLDocument document = (HTMLDocument) kit.createDefaultDocument();
        document.setBase(page);
        // Swing takes pages without a head for Latin-1.
        document.putProperty("IgnoreCharsetDirective", true);
        try (Reader in = new InputStreamReader(page.openStream(), StandardCharsets.UTF_8)) {
            kit.read(in, document, 0);
            return document;
        } catch (BadLocationException e) {
            throw new IllegalStateException(e);
        }
    }
}
