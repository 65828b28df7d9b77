package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.Plane;
import sc.fiji.diffseg.image.Scaling;

/**
 * What a training's images and masks are, found by reading every one of them.
 *
 * @param training number of pairs that are trained on
 * @param validation number of pairs that are kept for validation
 * @param skipped number of pairs used for neither, too near to those kept
 * @param imagesWithoutMask files
 * @param masksWithoutImage files
 * @param smallest width and height of the smallest image, as {@code W × H}
 * @param largest likewise of the largest
 * @param grey number of grey images; the others are in colour
 * @param emptyMasks number of masks without foreground
 * @param foreground share of all pixels that is foreground
 * @param mostLabels largest number of different labels in one mask; 1 for black-and-white ones
 */
public record DataSurvey(
        int training,
        int validation,
        int skipped,
        List<Path> imagesWithoutMask,
        List<Path> masksWithoutImage,
        String smallest,
        String largest,
        int grey,
        int emptyMasks,
        double foreground,
        int mostLabels) {

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
        Tally tally = new Tally();
        int all = training.size() + validation.size();
        boolean taught = tally.addAll(training, scaling, progress, 0, all);
        boolean tested = tally.addAll(validation, scaling, progress, training.size(), all);
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
                tally.smallest.text(),
                tally.largest.text(),
                tally.grey,
                tally.empty,
                tally.foreground / (double) tally.pixels,
                tally.mostLabels);
    }

    /** What was found, in lines for the user. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%d pairs: %d for training, %d for validation%s"
                        .formatted(
                                training + validation + skipped,
                                training,
                                validation,
                                skipped == 0
                                        ? ""
                                        : ", %d used for neither (too near to those for validation)"
                                                .formatted(skipped)));
        unmatched("image", "without a mask", imagesWithoutMask, lines);
        unmatched("mask", "without an image", masksWithoutImage, lines);
        String sizes = smallest.equals(largest) ? smallest : smallest + " to " + largest;
        int all = training + validation;
        String colours = grey == all ? "grey" : grey == 0 ? "colour" : grey + " of them grey";
        lines.add("Images: %s pixels, %s".formatted(sizes, colours));
        lines.add(
                mostLabels > 1
                        ? "Masks: label images with up to %d labels; every label counts as foreground"
                                .formatted(mostLabels)
                        : "Masks: foreground and background");
        lines.add(
                "Foreground: %.1f %% of all pixels; %s"
                        .formatted(
                                100 * foreground,
                                emptyMasks == 0
                                        ? "no mask is empty"
                                        : emptyMasks + " of the masks are empty"));
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

    /** Width and height. */
    private record Size(int width, int height) {

        String text() {
            return width + " × " + height;
        }

        long area() {
            return (long) width * height;
        }
    }

    /** Counts while pairs are read. */
    private static final class Tally {
        private Size smallest;
        private Size largest;
        private int grey;
        private int empty;
        private long foreground;
        private long pixels;
        private int mostLabels;

        /** Returns whether there is any foreground. */
        boolean addAll(
                List<ImagePair> pairs, Scaling scaling, Progress progress, int before, int all)
                throws IOException {
            long foregroundBefore = foreground;
            for (int i = 0; i < pairs.size(); i++) {
                progress.checkCancelled();
                progress.report((before + i) / (double) all, "looking at the images and masks");
                add(pairs.get(i).load(scaling));
            }
            return foreground > foregroundBefore;
        }

        private void add(LabelledPlane pair) {
            Plane plane = pair.plane();
            Size size = new Size(plane.width(), plane.height());
            smallest = smallest == null || size.area() < smallest.area() ? size : smallest;
            largest = largest == null || size.area() > largest.area() ? size : largest;
            grey += plane.isGrey() ? 1 : 0;
            long inside = 0;
            for (byte pixel : pair.mask()) {
                inside += pixel;
            }
            empty += inside == 0 ? 1 : 0;
            foreground += inside;
            pixels += size.area();
            mostLabels = Math.max(mostLabels, pair.labels());
        }
    }
}
