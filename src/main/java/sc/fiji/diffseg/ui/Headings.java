package sc.fiji.diffseg.ui;

import java.util.Locale;
import java.util.OptionalInt;
import javax.swing.text.BadLocationException;
import javax.swing.text.Element;
import javax.swing.text.ElementIterator;
import javax.swing.text.html.HTMLDocument;

/** The headings of a page, to which links lead by names as GitHub gives them. */
final class Headings {

    private Headings() {}

    /**
     * Where a heading stands.
     *
     * @param anchor such as {@code sharing-the-work} for {@code Sharing the work}
     * @return its place in the page's text; none if there is no such heading
     */
    static OptionalInt find(HTMLDocument page, String anchor) {
        ElementIterator elements = new ElementIterator(page);
        for (Element element = elements.next(); element != null; element = elements.next()) {
            if (element.getName().matches("h[1-6]") && anchor(text(element)).equals(anchor)) {
                return OptionalInt.of(element.getStartOffset());
            }
        }
        return OptionalInt.empty();
    }

    private static String anchor(String heading) {
        return heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private static String text(Element element) {
        int start = element.getStartOffset();
        try {
            return element.getDocument().getText(start, element.getEndOffset() - start);
        } catch (BadLocationException e) {
            throw new IllegalStateException(e);
        }
    }
}
