package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.Scaling;

/**
 * What a training's images and masks are, found by reading every one of them.
 *
 * @param training number of pairs that are trained on
 * @param validation number of pairs that are kept for validation
 * @param skipped number of pairs used for neither, too near to those kept
 * @param imagesWithoutMask files
 * @param masksWithoutImage files
 * @param content what the pairs for training and validation are
 */
public record DataSurvey(
        int training,
        int validation,
        int skipped,
        List<Path> imagesWithoutMask,
        List<Path> masksWithoutImage,
        DataSummary content) {

    private static final int NAMED_FILES = 3;

    /**
     * Reads all pairs.
     *
     * @param found the folders' content
     * @throws IOException in one sentence, if a file cannot be read, the sizes of a pair differ, or
     *     no mask for training or for validation has any foreground
     */
    static DataSurvey of(
            PairedFolder found,
            List<ImagePair> training,
            List<ImagePair> validation,
            Scaling scaling,
            Progress progress)
            throws IOException {
        DataSummary.Tally tally = new DataSummary.Tally();
        double share = training.size() / (double) (training.size() + validation.size());
        boolean taught = tally.addAll(training, scaling, progress.part(0, share));
        boolean tested = tally.addAll(validation, scaling, progress.part(share, 1));
        if (!taught || !tested) {
            throw new IOException(
                    "All of the %d masks for %s are empty: draw what is to be found, as white or as labels."
                            .formatted(
                                    taught ? validation.size() : training.size(),
                                    taught ? "validation" : "training"));
        }
        Set<ImagePair> used = new HashSet<>(training);
        used.addAll(validation);
        int skipped = (int) found.pairs().stream().filter(pair -> !used.contains(pair)).count();
        return new DataSurvey(
                training.size(),
                validation.size(),
                skipped,
                found.imagesWithoutMask(),
                found.masksWithoutImage(),
                tally.summary());
    }

    /** Number of pairs of an image and its mask. */
    public int pairs() {
        return training + validation + skipped;
    }

    /** What was found, in lines for the user. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%d pairs: %d for training, %d for validation%s"
                        .formatted(
                                pairs(),
                                training,
                                validation,
                                skipped == 0
                                        ? ""
                                        : ", %d used for neither (too near to those for validation)"
                                                .formatted(skipped)));
        unmatched("image", "without a mask", imagesWithoutMask, lines);
        unmatched("mask", "without an image", masksWithoutImage, lines);
        lines.addAll(content.lines());
        return lines;
    }

    private static void unmatched(String what, String how, List<Path> files, List<String> lines) {
        if (files.isEmpty()) {
            return;
        }
        String names =
                files.stream()
                        .limit(NAMED_FILES)
                        .map(file -> file.getFileName().toString())
                        .collect(Collectors.joining(", "));
        lines.add(
                "Left out: %d %s%s %s (%s%s)"
                        .formatted(
                                files.size(),
                                what,
                                files.size() == 1 ? "" : "s",
                                how,
                                names,
                                files.size() > NAMED_FILES ? ", ..." : ""));
    }
}
