package sc.fiji.diffseg.command;

import ij.ImagePlus;
import java.util.Optional;

/** What the dialogs that measure overlap say about their parameters, as {@link Tips}. */
final class OverlapTips {

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

    /** What the dialog says above the choice of two images, which Fiji offers in any order. */
    static String hint(Optional<LikelyPair> likely) {
        return "<html>Prediction is what is judged%s.<br>Truth is what it is compared with%s.</html>"
                .formatted(
                        example(likely.map(LikelyPair::prediction)),
                        example(likely.map(LikelyPair::truth)));
    }

    private static String example(Optional<ImagePlus> image) {
        return image.map(likely -> ", here probably " + DialogText.escaped(likely.getTitle()))
                .orElse("");
    }

    private OverlapTips() {}
}
