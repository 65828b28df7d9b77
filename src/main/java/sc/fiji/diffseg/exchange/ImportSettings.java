package sc.fiji.diffseg.exchange;

/**
 * What a user says of weights that are imported.
 *
 * @param name what the model shall be called; empty for the name of its file or folder
 * @param license SPDX identifier of the weights' licence; empty for the one that such weights are
 *     published under, if that is known
 * @param citation whom to cite; empty for whom such weights are due to
 * @param half whether to store half-precision numbers, in half the space
 */
public record ImportSettings(String name, String license, String citation, boolean half) {

    /** Everything as it suggests itself. */
    public static final ImportSettings DEFAULT = new ImportSettings("", "", "", false);

    /** These settings with another name. */
    public ImportSettings withName(String other) {
        return new ImportSettings(other, license, citation, half);
    }
}
