package sc.fiji.diffseg.exchange;

import java.util.List;
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
        append(text, "Hinders the import", recognition().faults());
        append(text, "Left over", recognition().left());
        append(text, "Not readable", weights.unread());
        if (!recognition().license().isEmpty()) {
            text.append("Licence of the publication: ").append(recognition().license());
            text.append('\n');
        }
        recognition()
                .cite()
                .forEach(cite -> text.append("To cite: ").append(cite.text()).append('\n'));
        return text.toString();
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
}
