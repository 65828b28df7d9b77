package sc.fiji.diffseg.exchange;

import java.util.List;
import java.util.stream.Collectors;
import sc.fiji.diffseg.network.Recognition;

/**
 * What is told of weights before they are imported.
 *
 * @param weights opened
 */
public record ImportReport(WeightsImport weights) {

    /** Everything, in lines. */
    public String text() {
        StringBuilder text = new StringBuilder(headline()).append('\n');
        append(text, "Taken", recognition().found());
        append(text, "Left over", recognition().left());
        append(text, "Not readable", weights.unread());
        append(text, "Hinders the import", recognition().faults());
        if (!recognition().license().isEmpty()) {
            text.append("Licence of the publication: ").append(recognition().license());
            text.append('\n');
        }
        recognition()
                .cite()
                .forEach(cite -> text.append("To cite: ").append(cite.text()).append('\n'));
        return text.toString();
    }

    /**
     * The most important of it for a dialog.
     *
     * @param most lines of each kind at most; what is more is counted
     */
    public String html(int most) {
        StringBuilder html = new StringBuilder("<html><b>").append(headline()).append("</b>");
        recognition().found().forEach(line -> html.append("<br>").append(escaped(line)));
        appendHtml(html, "Hinders the import", recognition().faults(), most);
        appendHtml(html, "Left over", recognition().left(), most);
        return html.toString();
    }

    private Recognition recognition() {
        return weights.recognition();
    }

    private String headline() {
        return recognition().faults().isEmpty()
                ? "This is " + recognition().title() + "."
                : "This would be " + recognition().title() + ", but it cannot be imported.";
    }

    private static void append(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(title).append(":\n");
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }

    private static void appendHtml(StringBuilder html, String title, List<String> lines, int most) {
        if (!lines.isEmpty()) {
            html.append("<br><i>").append(title).append("</i>: ");
            html.append(
                    lines.stream()
                            .limit(most)
                            .map(ImportReport::escaped)
                            .collect(Collectors.joining("; ")));
            if (lines.size() > most) {
                html.append("; and ").append(lines.size() - most).append(" more");
            }
        }
    }

    /** Names in a file are anybody's. */
    private static String escaped(String line) {
        return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
