package sc.fiji.diffseg.command;

/**
 * What dialogs say about their parameters when the mouse rests on them. The lines are HTML because
 * a tooltip of plain text would be one line, cut off at the edge of the screen.
 */
final class Tips {

    static final String IMAGE =
            """
            <html>What to segment: grey or RGB, 8, 16 or 32 bits; stacks plane by plane.
            <br>Outside a selection, everything becomes background.""";

    static final String MODEL =
            """
            <html>An installed model that this command can run.
            <br>In a macro, the path of any model folder will do as well.""";

    static final String CHANNEL =
            """
            <html>The channel to segment, counted from 1.
            <br>0 takes them all, if they are one (grey) or three (red, green, blue).""";

    static final String SCALING =
            """
            <html>How pixel values become 0 to 1:
            <br>model: as the model was trained
            <br>by-type: 8 bits from 0 to 255, 16 bits from 0 to 65535
            <br>percentile: from the 1st to the 99th percentile of each plane
            <br>min-max: from the smallest to the largest value of each plane""";

    static final String FRAMING =
            """
            <html>What the network sees at once:
            <br>model: as the model was trained
            <br>whole: the plane resized to the network's input, as in the papers
            <br>tiles: overlapping tiles at full resolution, for much larger planes""";

    static final String SAMPLES =
            """
            <html>Number of masks drawn per plane, each from other noise.
            <br>They are fused into one; their scatter is the uncertainty.
            <br>The LEAF paper draws 1; more are steadier and take longer.""";

    static final String MANY_SAMPLES =
            """
            <html>Number of masks drawn per plane, each from other noise.
            <br>They are fused into one; where they disagree the uncertainty is high.
            <br>0 takes the model's own number, which is 20 in the UniSegDiff paper.""";

    static final String SAMPLER =
            """
            <html>How masks are drawn (Hu et al., MICCAI 2025, section 2.2):
            <br>model: as the model was made for
            <br>fast: one chain in two branches, then a last step for every mask (40 runs for 20)
            <br>full: a chain of its own for every two masks (220 runs for 20 masks)
            <br>single: the mask branch alone (12 runs for a mask)
            <br>unet: the feature network alone, without diffusion
            <br>uniform, one_step: for models that were trained so""";

    static final String FUSION =
            """
            <html>How several samples become one:
            <br>model: as the model's method does it
            <br>mean: the mean of their probabilities, as LEAF
            <br>staple: their masks, each trusted as far as it agrees with the others
            <br>majority: what more than half of their masks say""";

    static final String STEPS =
            """
            <html>Number of runs of the denoiser per mask.
            <br>0 takes the model's own number, which is 1 in the LEAF paper.""";

    static final String SEED =
            """
            <html>Number that all noise comes from: the same seed gives the same result.""";

    static final String THRESHOLD =
            """
            <html>Pixels of a greater probability, from 0 to 1, are foreground.
            <br>LEAF's authors use 0.5.""";

    static final String OUTPUT =
            """
            <html>labels: every object has a number of its own, 0 is background
            <br>mask: 255 for foreground, 0 for background""";

    static final String CONNECTIVITY =
            """
            <html>Which pixels belong to the same object:
            <br>8: those that share a side or a corner
            <br>4: those that share a side""";

    static final String MINIMUM_AREA =
            """
            <html>Objects of fewer pixels become background.""";

    static final String PROBABILITY_MAP =
            """
            <html>Also show what the fusion makes of the samples, from 0 to 1.
            <br>With the fusion majority it is the share of samples in favour.""";

    static final String UNCERTAINTY_MAP =
            """
            <html>Also show the standard deviation over the samples, from 0 to 0.5.
            <br>Needs at least 2 samples.""";

    static final String SAMPLE_TABLE =
            """
            <html>Also show the sensitivity and specificity of every sample.
            <br>Without windows the lines are added to the table Results.
            <br>Needs the fusion staple or majority.""";

    static final String PRECISION =
            """
            <html>Arithmetic of the networks:
            <br>auto: bfloat16 on devices that compute it, otherwise float32
            <br>float32: the reference
            <br>bfloat16: about twice as fast on such devices, the last digits differ""";

    static final String DEVICE =
            """
            <html>Where to compute:
            <br>auto: an NVIDIA graphics card if there is one, otherwise the CPU
            <br>gpu: the first NVIDIA graphics card; gpu1 is the second, in a macro
            <br>mps: the graphics processor of a Mac""";

    static final String MASKS =
            """
            <html>A stack of masks of the same pixels, such as several people have drawn.
            <br>Any pixel that is not 0 is foreground; in label images, all objects are.
            <br>Outside a selection, everything becomes background.""";

    static final String FUSION_METHOD =
            """
            <html>How the masks become one:
            <br>staple: each is trusted as far as it agrees with the others (Warfield 2004)
            <br>majority: what more than half of them say; half is not enough""";

    static final String SAMPLE_AXIS =
            """
            <html>The axis that has one mask per plane.
            <br>Every position along the other axes is fused by itself.""";

    static final String FUSED_PROBABILITY =
            """
            <html>Also show the probability of foreground, from 0 to 1:
            <br>what STAPLE estimates, or the share of masks in favour.""";

    static final String FUSED_UNCERTAINTY =
            """
            <html>Also show where the masks disagree: their standard deviation.
            <br>0 where all agree, 0.5 where half of them are against the other half.""";

    static final String FUSED_TABLE =
            """
            <html>Also show the sensitivity and specificity of every mask.
            <br>Without windows the lines are added to the table Results.""";

    static final String INPUT_FOLDER =
            """
            <html>The folder whose images are segmented.
            <br>A file that cannot be segmented is reported, and the others are done.""";

    static final String OUTPUT_FOLDER =
            """
            <html>The folder for the results, made if it does not exist; not the images' own.
            <br>Results of another model or of other settings are never mixed into it.""";

    static final String RECURSIVE =
            """
            <html>Also segment the images in sub-folders.
            <br>Their results lie in sub-folders of the same names.""";

    static final String FILTER =
            """
            <html>Only files with such names: *.tif or *.{png,jpg}, or a part of the name.
            <br>Empty for all files.""";

    static final String ANY_SAMPLES =
            """
            <html>Number of masks drawn per plane, each from other noise.
            <br>They are fused into one; their scatter is the uncertainty.
            <br>0 takes the model's own number.""";

    static final String OVERLAY =
            """
            <html>Also write pictures of the images with the outlines of the objects.""";

    static final String ROIS =
            """
            <html>Also write every object as a ROI, in ZIP files for the ROI Manager.
            <br>The ROI Manager that is open stays as it is.""";

    static final String TRUTH_FOLDER =
            """
            <html>A folder with true masks, each called as its image but for the ending.
            <br>Writes Dice, IoU, precision and recall of every image. Empty for none.""";

    static final String REDO =
            """
            <html>Also do images whose results are there, and replace those results.
            <br>Otherwise what is done is left as it is, and an interrupted run goes on.""";

    static final String PART =
            """
            <html>Do only this part of the files, so that several computers share them.
            <br>Parts are counted from 1; Merge Folder Parts joins their tables.""";

    static final String PARTS =
            """
            <html>How many parts there are; 1 for all files at once.""";

    static final String PARTS_FOLDER =
            """
            <html>The folder into which the parts were written.""";

    static final String PREDICTION =
            """
            <html>The masks or labels to be judged; 0 is background.""";

    static final String TRUTH =
            """
            <html>The true masks or labels, of the same size.
            <br>Images that cannot be matched are reported, never guessed.""";

    static final String COMPARISON =
            """
            <html>What the numbers in the images mean:
            <br>foreground: nothing; all that is not 0 is one mask
            <br>labels: classes; the same number is the same thing in both
            <br>objects: single objects, which are matched by their overlap""";

    static final String EMPTY_MASKS =
            """
            <html>What Dice and the others are where both images are empty:
            <br>one: finding nothing where nothing is counts as perfect
            <br>zero: as in torchmetrics
            <br>left_out: such images do not count""";

    static final String SLICE_BY_SLICE =
            """
            <html>Measure every slice by itself; otherwise slices are a volume,
            <br>whose distances also go from slice to slice.""";

    static final String SURFACE_DISTANCES =
            """
            <html>Also measure how far the outlines lie apart, in the unit of the image:
            <br>the 95th percentile (Hausdorff 95 %) and the mean. Takes longest.""";

    static final String IOU_THRESHOLDS =
            """
            <html>For objects: the intersection over union from which on an object is found.
            <br>Numbers above 0 and up to 1, with spaces between them.""";

    static final String CSV_FOLDER =
            """
            <html>A folder to write the tables into as CSV files; empty to write none.""";

    static final String PREDICTION_SUFFIX =
            """
            <html>What names of predictions have in addition, before the ending, such as -labels.
            <br>Files without it are passed over.""";

    static final String TRUTH_SUFFIX =
            """
            <html>What names of true masks have in addition, before the ending, such as _gt.
            <br>Files without it are passed over.""";

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

    static final String GUIDE =
            """
            <html>Name of a guide, such as measuring; index lists them all.""";

    static final String CITED_MODEL =
            """
            <html>Also tell how to cite the data of this model.""";

    private Tips() {}
}
