package sc.fiji.diffseg.model;

/**
 * A publication to cite when using a model.
 *
 * @param text the reference as it shall be printed
 * @param doi its DOI; empty if there is none
 */
public record Citation(String text, String doi) {

    /** Requires a text; no DOI becomes the empty text. */
    public Citation {
        text = InvalidField.requireLine("cite.text", text);
        doi = doi == null ? "" : doi;
    }
}
