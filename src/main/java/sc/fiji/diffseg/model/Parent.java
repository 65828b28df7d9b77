package sc.fiji.diffseg.model;

/**
 * The model that another one was trained from.
 *
 * @param name its name
 * @param sha256 its {@link ModelDescription#sha256()}
 */
public record Parent(String name, String sha256) {

    /** Requires a name and a hash. */
    public Parent {
        name = InvalidField.requireLine("parent.name", name);
        sha256 = InvalidField.requireSha256("the field 'parent.sha256'", sha256);
    }
}
