package sc.fiji.diffseg.command;

/** What the dialog of a training says about its parameters, as {@link Tips}. */
final class TrainingTips {

    static final String IMAGE_FOLDER =
            """
            <html>Folder of the images to learn from: grey or RGB files of one plane each.""";

    static final String MASK_FOLDER =
            """
            <html>Folder of the masks or label images, each called as its image,
            <br>with or without an ending such as _mask, _label or _seg.
            <br>Empty if they lie among the images and have such an ending.""";

    static final String IMAGE_STACK =
            """
            <html>An open image to learn from, in place of the folder; a stack is learned plane by
            <br>plane. In a macro, its title.""";

    static final String MASK_STACK =
            """
            <html>The open image with its masks or labels, of the same size.
            <br>A plane without any label counts as one where nothing is to be found.""";

    static final String BASE_MODEL =
            """
            <html>What the training starts from: an installed model, the nearer to your images
            <br>the better; or from scratch, networks of a size that know nothing yet.
            <br>In a macro, the path of any model folder will do as well.""";

    static final String BASE_FOLDER =
            """
            <html>A model folder to start from in place of the model above,
            <br>also one as LEAF's authors publish it.""";

    static final String NAME =
            """
            <html>What the new model is called in the dialogs that segment.
            <br>Empty for the name of the images and of the method.""";

    static final String OUTPUT_FOLDER =
            """
            <html>Where the new model gets a folder of its own.
            <br>Empty for Fiji's folder of models, whose models the dialogs offer at once.""";

    static final String STEPS =
            """
            <html>Number of training steps of the last stage, which learns to draw masks.
            <br>Some hundred improve a base; the papers take 100,000 and more from scratch.""";

    static final String FIRST_STAGE_STEPS =
            """
            <html>Number of steps of every stage before, where the method has one:
            <br>LEAF's autoencoder from scratch, UniSegDiff's feature network; 0 to leave it out.""";

    static final String LEARNING_RATE =
            """
            <html>How much a step changes. It rises to this at the start and falls to 0 at the end.
            <br>0.0003 suits small networks; the papers have 0.00004 (LEAF) and 0.0001
            <br>(UniSegDiff) for theirs.""";

    static final String BATCH_SIZE =
            """
            <html>Images per step. More are steadier, take longer and need more memory.""";

    static final String INPUT_SIZE =
            """
            <html>Width and height in pixels of what the network sees at once.
            <br>0 takes the size that the base was made for.""";

    static final String FLIPS =
            """
            <html>Also learn from mirrored and turned images.
            <br>Not where up and down, or left and right, tell the objects from others.""";

    static final String AUGMENTATION =
            """
            <html>How much brightness, contrast, colour, sharpness and noise vary in training:
            <br>0 not at all, 1 moderately, 3 at most.""";

    static final String VALIDATION_FRACTION =
            """
            <html>Share of the images that is not learnt from, but tells which model is best.""";

    static final String SPLIT =
            """
            <html>blocks: neighbours by name stay together, and a few between are left out:
            <br>for slices, frames, or several images of a patient
            <br>random: for images that have nothing to do with each other
            <br>groups: all images of a group stay together, such as a patient's""";

    static final String GROUP_BY =
            """
            <html>With groups: the text that ends a group's name in the name of an image,
            <br>as _ in p07_slice3, or a table: FILE.csv:COLUMN_OF_IMAGES:COLUMN_OF_GROUPS""";

    static final String PATIENCE =
            """
            <html>A stage ends early after so many validations without a better one.
            <br>0 never ends early.""";

    static final String VALIDATION_FOLDER =
            """
            <html>Images and masks to validate on, in place of a share of the others.""";

    static final String VALIDATE_EVERY =
            """
            <html>How often the model is scored; the best one is kept.
            <br>0 for ten times in a training.""";

    static final String METHOD_SETTINGS =
            """
            <html>What shall not be as in the paper, as pairs such as dice_weight=0.5
            <br>inference_share=0.8; the guide lists them all. Empty for the paper's values,
            <br>as base for those that the base was trained with.""";

    static final String SEED =
            """
            <html>Number that all chance comes from: the same seed makes the same model.""";

    static final String RESTORE =
            """
            <html>Sets everything but folders, names and device back, to the paper's values
            <br>where the paper has some.""";

    private TrainingTips() {}
}
