package sc.fiji.diffseg.segment;

/** Values separated by commas. */
final class Csv {

    private Csv() {}

    /** A text as one value; quotes in it are doubled. */
    static String quoted(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
