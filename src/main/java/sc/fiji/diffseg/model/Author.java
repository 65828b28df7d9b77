package sc.fiji.diffseg.model;

/**
 * Somebody who made a model.
 *
 * @param name full name
 * @param affiliation where they work; empty if not told
 */
public record Author(String name, String affiliation) {

    /** Requires a name; no affiliation becomes the empty text. */
    public Author {
        name = InvalidField.requireLine("authors.name", name);
        affiliation = affiliation == null ? "" : affiliation;
    }
}
