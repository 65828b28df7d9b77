package sc.fiji.diffseg.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.Plane;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.model.Hashes;

/**
 * What the pairs of a data set are, found by reading every one of them.
 *
 * @param pairs number of image files with a mask
 * @param smallest width and height of the image with the fewest pixels, as {@code W x H}
 * @param largest likewise of the one with the most
 * @param greyImages number of grey images; the others are in colour
 * @param emptyMasks number of masks without foreground
 * @param mostLabels largest number of different labels in a mask; all of them are foreground
 * @param foreground share of all pixels that is foreground
 */
public record DataSummary(
        int pairs,
        String smallest,
        String largest,
        int greyImages,
        int emptyMasks,
        int mostLabels,
        double foreground) {

    /**
     * Reads all pairs.
     *
     * @param pairs at least one
     * @throws IOException in one sentence, if a file cannot be read or the sizes of a pair differ
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    static DataSummary of(List<ImagePair> pairs, Scaling scaling, Progress progress)
            throws IOException {
        Tally tally = new Tally();
        tally.addAll(pairs, scaling, progress);
        return tally.summary();
    }

    /** Counts while pairs are read. */
    static final class Tally {

        private int pairs;
        private Plane smallest;
        private Plane largest;
        private int grey;
        private int empty;
        private int labels;
        private long foreground;
        private long all;

        /**
         * Reads pairs and counts them among those before.
         *
         * @return whether any of them has foreground
         * @throws IOException as {@link DataSummary#of}
         */
        boolean addAll(List<ImagePair> more, Scaling scaling, Progress progress)
                throws IOException {
            long before = foreground;
            for (int i = 0; i < more.size(); i++) {
                progress.checkCancelled();
                progress.report(i / (double) more.size(), "looking at the images and masks");
                add(more.get(i).load(scaling));
            }
            return foreground > before;
        }

        private void add(LabelledPlane pair) {
            Plane plane = pair.plane();
            smallest = smallest == null || area(plane) < area(smallest) ? plane : smallest;
            largest = largest == null || area(plane) > area(largest) ? plane : largest;
            pairs++;
            grey += plane.isGrey() ? 1 : 0;
            long inside = 0;
            for (byte pixel : pair.mask()) {
                inside += pixel;
            }
            empty += inside == 0 ? 1 : 0;
            labels = Math.max(labels, pair.labels());
            foreground += inside;
            all += area(plane);
        }

        /** What was counted, after at least one pair. */
        DataSummary summary() {
            return new DataSummary(
                    pairs,
                    size(smallest),
                    size(largest),
                    grey,
                    empty,
                    labels,
                    foreground / (double) all);
        }

        private static long area(Plane plane) {
            return (long) plane.width() * plane.height();
        }

        private static String size(Plane plane) {
            return plane.width() + " x " + plane.height();
        }
    }

    /** What was found, in lines for the user. */
    List<String> lines() {
        String sizes = smallest.equals(largest) ? smallest : smallest + " to " + largest;
        String colours =
                greyImages == pairs
                        ? "grey"
                        : greyImages == 0 ? "colour" : greyImages + " of them grey";
        return List.of(
                "Images: %s pixels, %s".formatted(sizes.replace('x', '×'), colours),
                mostLabels > 1
                        ? "Masks: label images with up to %d labels; every label counts as foreground"
                                .formatted(mostLabels)
                        : "Masks: foreground and background",
                String.format(
                        Locale.ROOT,
                        "Foreground: %.1f %% of all pixels; %s",
                        100 * foreground,
                        emptyMasks == 0
                                ? "no mask is empty"
                                : emptyMasks + " of the masks are empty"));
    }

    /**
     * Hashes of all files of the pairs, as they lie on disk.
     *
     * @return for every pair the SHA-256 of the image and, after a blank, of the mask
     */
    static Map<ImagePair, String> hashes(List<ImagePair> pairs, Progress progress)
            throws IOException {
        Map<ImagePair, String> hashes = new HashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            ImagePair pair = pairs.get(i);
            progress.checkCancelled();
            progress.report(i / (double) pairs.size(), "checking the images and masks");
            hashes.put(
                    pair,
                    Hashes.sha256(pair.image(), Progress.NONE)
                            + " "
                            + Hashes.sha256(pair.mask(), Progress.NONE));
        }
        return hashes;
    }

    /** One hash of {@link #hashes}, whatever the files' names and order. */
    static String sha256(Map<ImagePair, String> hashes) {
        List<String> sorted = new ArrayList<>(hashes.values());
        Collections.sort(sorted);
        return Hashes.sha256(String.join("\n", sorted));
    }
}
