package sc.fiji.diffseg.ui;

/**
 * A model's card as a page. Of Markdown it knows what cards have: headings, lists, tables, code and
 * paragraphs. A card may be anybody's: all else in it is text, HTML too.
 */
final class CardPage {

    private static final String TABLE = "table";

    private final StringBuilder html = new StringBuilder("<html><body>");

    /** The list, table or paragraph that the last line belongs to. */
    private String block = "";

    private CardPage() {}

    /** The page. */
    static String html(String markdown) {
        CardPage page = new CardPage();
        markdown.lines().forEach(page::add);
        page.begin("");
        return page.html.append("</body></html>").toString();
    }

    private void add(String line) {
        if (line.isBlank()) {
            begin("");
        } else if (line.matches("#{1,3} .*")) {
            int level = line.indexOf(' ');
            begin("");
            html.append("<h%d>%s</h%d>".formatted(level, text(line.substring(level)), level));
        } else if (line.startsWith("- ")) {
            begin("ul");
            html.append("<li>").append(text(line.substring(1))).append("</li>");
        } else if (line.startsWith("|")) {
            addRow(line);
        } else {
            begin("p");
            html.append(text(line)).append(' ');
        }
    }

    private void addRow(String line) {
        String cell = block.equals(TABLE) ? "td" : "th";
        begin(TABLE);
        if (line.matches("[|:\\- ]+")) {
            return;
        }
        html.append("<tr>");
        for (String content : line.substring(1).split("\\|")) {
            html.append("<%s>%s</%s>".formatted(cell, text(content), cell));
        }
        html.append("</tr>");
    }

    private void begin(String next) {
        if (!next.equals(block)) {
            html.append(block.isEmpty() ? "" : "</" + block + ">");
            html.append(next.isEmpty() ? "" : "<" + next + ">");
            block = next;
        }
    }

    private static String text(String line) {
        return line.strip()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("`([^`]*)`", "<code>$1</code>");
    }
}
