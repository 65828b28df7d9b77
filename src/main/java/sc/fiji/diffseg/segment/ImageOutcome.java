package sc.fiji.diffseg.segment;

import java.util.Optional;
import sc.fiji.diffseg.measure.Overlap;

/**
 * What became of one file of a batch.
 *
 * @param file name of the file, with the sub-folder it lies in but not the folder that was named
 * @param objects number of connected parts found; 0 if it failed
 * @param seconds time that its segmentation took; 0 if it failed or that is not known
 * @param overlap how the result compares with the truth, where there is one
 * @param note one sentence, if something was done otherwise than asked
 * @param problem one sentence that says why it failed; empty if it did not
 * @param before whether its results are those of an earlier run
 */
public record ImageOutcome(
        String file,
        int objects,
        double seconds,
        Optional<Overlap> overlap,
        Optional<String> note,
        Optional<String> problem,
        boolean before) {

    /** Whether there are results that no earlier run has left. */
    boolean isNew() {
        return problem.isEmpty() && !before;
    }

    static ImageOutcome done(
            InputFile input, SegmentationResult result, Optional<Overlap> overlap) {
        return new ImageOutcome(
                input.label(),
                result.objects(),
                result.seconds(),
                overlap,
                result.execution().note(),
                Optional.empty(),
                false);
    }

    static ImageOutcome failed(InputFile input, String problem) {
        return new ImageOutcome(
                input.label(),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(problem),
                false);
    }
}
