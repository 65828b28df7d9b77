package sc.fiji.diffseg.command;

/** What the dialog that imports weights says about its parameters, as {@link Tips}. */
final class ImportTips {

    static final String WEIGHTS_SOURCE =
            """
            <html>Weights that others have published: a PyTorch checkpoint, a safetensors file,
            <br>or a folder of such files. Nothing in them is executed.
            <br>Several files are separated by semicolons.""";

    static final String CHOOSE_WEIGHTS =
            """
            <html>Choose files or a folder, and see what they are.""";

    static final String CHECK_WEIGHTS =
            """
            <html>See what the files are and what is missing; nothing is written.
            <br>All of it is written into the Log.""";

    static final String MODEL_NAME =
            """
            <html>What the model is called in Fiji.
            <br>Empty: as the file or its folder.""";

    static final String AVERAGING =
            """
            <html>Which weights are taken, where a file has both:
            <br>averaged: the running averages of the training, which usually predict better
            <br>raw: the weights themselves""";

    static final String IMPORTED_PART =
            """
            <html>The only network to take, such as autoencoder or denoiser.
            <br>Empty: all of them.""";

    static final String LICENSE =
            """
            <html>Licence of the weights, as an SPDX identifier such as MIT or CC-BY-4.0.
            <br>Empty: that of the publication, where it is known.""";

    static final String CITATION =
            """
            <html>Whom to cite who uses the model.
            <br>Empty: the publication that the weights come from.""";

    static final String HALF_PRECISION =
            """
            <html>Store half-precision numbers, in half the space.""";

    static final String DRY_RUN =
            """
            <html>Only tell in the Log what the files are; write nothing.""";

    private ImportTips() {}
}
