package sc.fiji.diffseg.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text in a dialog that changes while the dialog is open. SciJava's dialogs keep the size they
 * opened with, so the text always takes the same number of lines.
 */
final class DialogText {

    private static final int LINES = 13;
    private static final int COLUMNS = 76;

    /** As wide as a line of that many letters, which are about twice as wide as blanks. */
    private static final String FULL_WIDTH = "&nbsp;".repeat(2 * COLUMNS);

    private static final String MORE = "... and more: all of it is in the Log.";

    private DialogText() {}

    /** The text as HTML, wrapped, and cut off or filled up to the dialog's number of lines. */
    static String html(String text) {
        List<String> lines = new ArrayList<>();
        text.lines().forEach(line -> wrap(line, lines));
        if (lines.size() > LINES) {
            lines.subList(LINES - 1, lines.size()).clear();
            lines.add(MORE);
        }
        while (lines.size() < LINES) {
            lines.add("");
        }
        return lines.stream()
                .map(DialogText::escaped)
                .collect(Collectors.joining("<br>", "<html>", "<br>" + FULL_WIDTH + "</html>"));
    }

    private static void wrap(String line, List<String> lines) {
        String rest = line;
        while (rest.length() > COLUMNS) {
            int blank = rest.lastIndexOf(' ', COLUMNS);
            // A path without blanks is cut where it must be.
            int end = blank > COLUMNS / 2 ? blank : COLUMNS;
            lines.add(rest.substring(0, end));
            rest = "    " + rest.substring(end).trim();
        }
        lines.add(rest);
    }

    /** Names in a file are anybody's, and lines are broken here and not by the dialog. */
    static String escaped(String line) {
        return line.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace(" ", "&nbsp;");
    }
}
