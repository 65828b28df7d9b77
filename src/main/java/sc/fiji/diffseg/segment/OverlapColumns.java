package sc.fiji.diffseg.segment;

import java.util.List;
import sc.fiji.diffseg.measure.EmptyMasks;
import sc.fiji.diffseg.measure.ObjectMatching;
import sc.fiji.diffseg.measure.Overlap;
import sc.fiji.diffseg.measure.RegionScore;
import sc.fiji.diffseg.segment.ColumnTable.Row;

/**
 * What the columns of a comparison are called and hold. The names up to {@code FalsePositiveError}
 * and their meaning are those of MorphoLibJ's Label Overlap Measures, for the macros that read
 * them; its source image is the prediction, its target image the truth.
 */
final class OverlapColumns {

    static final String UNIT = "Unit";
    static final String EMPTY_MASKS = "EmptyMasks";
    static final String THRESHOLD = "IoUThreshold";

    static final String JACCARD = "JaccardIndex";
    static final String DICE = "DiceCoefficient";
    static final String PRECISION = "Precision";
    static final String RECALL = "Recall";
    static final String HAUSDORFF = "Hausdorff95";
    static final String AVERAGE_DISTANCE = "AverageSurfaceDistance";
    static final String F1 = "F1";
    static final String AVERAGE_PRECISION = "AveragePrecision";

    /** Those that are lengths. */
    static final List<String> DISTANCES = List.of(HAUSDORFF, AVERAGE_DISTANCE);

    private static final String TOTAL_OVERLAP = "TotalOverlap";
    private static final String TARGET_OVERLAP = "TargetOverlap";
    private static final String VOLUME_SIMILARITY = "VolumeSimilarity";
    private static final String FALSE_NEGATIVES = "FalseNegativeError";
    private static final String FALSE_POSITIVES = "FalsePositiveError";

    /** All of which a mean over images has a meaning. */
    static final List<String> AVERAGED =
            List.of(
                    TOTAL_OVERLAP,
                    TARGET_OVERLAP,
                    JACCARD,
                    DICE,
                    VOLUME_SIMILARITY,
                    FALSE_NEGATIVES,
                    FALSE_POSITIVES,
                    PRECISION,
                    RECALL,
                    HAUSDORFF,
                    AVERAGE_DISTANCE,
                    F1,
                    AVERAGE_PRECISION);

    private final OverlapSettings settings;
    private final EmptyMasks convention;

    OverlapColumns(OverlapSettings settings) {
        this.settings = settings;
        this.convention = settings.emptyMasks();
    }

    /** The columns of an image. */
    void fillImage(Row row, RegionScore score, String unit) {
        row.put(TOTAL_OVERLAP, score.overlap().recall(convention));
        fillScore(row, score, unit);
    }

    /** The columns of a label; 0 is the label of what is not there. */
    void fillLabel(Row row, RegionScore score, String unit) {
        row.put("PredictionLabel", score.predictionLabel());
        row.put("TruthLabel", score.truthLabel());
        row.put(TARGET_OVERLAP, score.overlap().recall(convention));
        fillScore(row, score, unit);
    }

    private void fillScore(Row row, RegionScore score, String unit) {
        Overlap overlap = score.overlap();
        row.put(JACCARD, overlap.iou(convention));
        row.put(DICE, overlap.dice(convention));
        row.put(VOLUME_SIMILARITY, overlap.volumeSimilarity(convention));
        row.put(FALSE_NEGATIVES, overlap.falseNegativeError(convention));
        row.put(FALSE_POSITIVES, overlap.falsePositiveError(convention));
        row.put(PRECISION, overlap.precision(convention));
        row.put(RECALL, overlap.recall(convention));
        if (settings.distances()) {
            row.put(HAUSDORFF, score.hausdorff95(convention));
            row.put(AVERAGE_DISTANCE, score.averageSurfaceDistance(convention));
            row.put(UNIT, unit);
        }
        row.put(EMPTY_MASKS, convention.words());
    }

    /** The columns of the objects of an image. */
    void fillObjects(Row row, ObjectMatching matching) {
        row.put(THRESHOLD, matching.threshold());
        row.put("TruePositives", matching.objects().truePositives());
        row.put("FalsePositives", matching.objects().falsePositives());
        row.put("FalseNegatives", matching.objects().falseNegatives());
        row.put(PRECISION, matching.precision(convention));
        row.put(RECALL, matching.recall(convention));
        row.put(F1, matching.f1(convention));
        row.put(AVERAGE_PRECISION, matching.averagePrecision(convention));
        row.put(EMPTY_MASKS, convention.words());
    }
}
