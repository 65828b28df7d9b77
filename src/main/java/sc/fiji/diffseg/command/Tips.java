package sc.fiji.diffseg.command;

/**
 * What the dialogs that segment say about their parameters when the mouse rests on them; other
 * dialogs have tips of their own. The lines are HTML because a tooltip of plain text would be one
 * line, cut off at the edge of the screen.
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
            <br>0 takes them all: one as grey, three as red, green and blue.
            <br>Of two, four or more, and of three stains, choose the one that shows the objects.""";

    static final String SCALING =
            """
            <html>How pixel values become 0 to 1:
            <br>model: as the model was trained
            <br>by-type: 8 bits from 0 to 255, 16 bits from 0 to 65535
            <br>percentile: from the 1st to the 99th percentile of each plane;
            <br>a model may have percentiles of its own, which only 'model' takes
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
            <html>labels: every connected region has a number of its own, 0 is background;
            <br>objects that touch share one
            <br>mask: 255 for foreground, 0 for background;
            <br>Process &gt; Binary &gt; Watershed parts objects that touch""";

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
            <br>bfloat16: 1.2 to 1.8 times as fast where measured; a few pixels may differ""";

    static final String DEVICE =
            """
            <html>Where to compute:
            <br>auto: an NVIDIA graphics card if there is one, otherwise the CPU
            <br>gpu: the first NVIDIA graphics card; gpu1 is the second, in a macro
            <br>mps: the graphics processor of a Mac; not tried yet""";

    static final String ANY_SAMPLES =
            """
            <html>Number of masks drawn per plane, each from other noise.
            <br>They are fused into one; their scatter is the uncertainty.
            <br>0 takes the model's own number.""";

    private Tips() {}
}
