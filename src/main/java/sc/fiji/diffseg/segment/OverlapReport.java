package sc.fiji.diffseg.segment;

import java.util.List;

/**
 * How well segmentations agree with the truth.
 *
 * @param settings how they were compared
 * @param scores one for every image, or for every volume or plane of an image
 * @param problems images that could not be measured
 */
public record OverlapReport(
        OverlapSettings settings, List<OverlapScore> scores, List<Problem> problems) {

    /** Copies the lists. */
    public OverlapReport {
        scores = List.copyOf(scores);
        problems = List.copyOf(problems);
    }

    /**
     * An image that could not be measured.
     *
     * @param image its file name
     * @param reason one sentence
     */
    public record Problem(String image, String reason) {}
}
