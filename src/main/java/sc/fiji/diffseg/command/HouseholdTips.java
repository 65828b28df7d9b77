package sc.fiji.diffseg.command;

/**
 * What the dialogs say that look after engine and models, and those that show examples, guides and
 * citations, as {@link Tips}.
 */
final class HouseholdTips {

    static final String INSTALL =
            """
            <html>In a macro, what to install without a window:
            <br>none: nothing; tell how PyTorch is here
            <br>cpu: PyTorch for CPUs
            <br>cuda: PyTorch for NVIDIA graphics cards, from a folder you have
            <br>cuda_download: the same, downloaded by DJL from its server""";

    static final String INSTALL_SOURCE =
            """
            <html>In a macro, where to install from: a file, a folder or an address.
            <br>For cpu, nothing stands for Maven Central.""";

    static final String RELEASE_MEMORY =
            """
            <html>In a macro, close the model that is kept for the next run.
            <br>It closes by itself after some minutes.""";

    static final String TRY_AGAIN =
            """
            <html>In a macro, load PyTorch once more though it crashed Java.""";

    static final String MODELS_ACTION =
            """
            <html>What to do with the models:
            <br>list: tell what is installed
            <br>verify: compare their files with the hashes in their descriptions
            <br>self_test: compute what they computed where they were trained
            <br>remove: delete one""";

    static final String MODELS_MODEL =
            """
            <html>Name or folder of a model.
            <br>Empty means all of them, but for removing.""";

    static final String EXAMPLE =
            """
            <html>An image that comes with this plug-in, drawn by a program:
            <br>nuclei: fluorescence, 8 bits; try the model LEAF nuclei
            <br>histology: H&amp;E, RGB; try the model LEAF nuclei
            <br>skin: dermoscopy, RGB; try the model LEAF lesions""";

    static final String EXAMPLE_TRUTH =
            """
            <html>Also open the objects that are truly in the image,
            <br>as the truth for Measure Overlap.""";

    static final String GUIDE =
            """
            <html>Name of a guide, such as measuring; index lists them all.""";

    static final String CITED_MODEL =
            """
            <html>Also tell how to cite the data of this model.""";

    private HouseholdTips() {}
}
