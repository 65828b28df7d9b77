package sc.fiji.diffseg.segment;

import java.util.Optional;
import sc.fiji.diffseg.measure.Overlap;

/**
 * What became of one file of a batch.
 *
 * @param file name of the file, without its folder
 * @param objects number of connected parts found; 0 if it failed
 * @param seconds time that its segmentation took; 0 if it failed
 * @param overlap how the result compares with the truth, where there is one
 * @param note one sentence, if something was done otherwise than asked
 * @param problem one sentence that says why it failed; empty if it did not
 */
public record ImageOutcome(
        String file,
        int objects,
        double seconds,
        Optional<Overlap> overlap,
        Optional<String> note,
        Optional<String> problem) {

    static ImageOutcome done(
            InputFile input, SegmentationResult result, Optional<Overlap> overlap) {
        return new ImageOutcome(
                input.file().getFileName().toString(),
                result.objects(),
                result.seconds(),
                overlap,
                result.execution().note(),
                Optional.empty());
    }

    static ImageOutcome failed(InputFile input, String problem) {
        return new ImageOutcome(
                input.file().getFileName().toString(),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(problem));
    }
}
