package sc.fiji.diffseg.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
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
record DataSummary(
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
        Plane smallest = null;
        Plane largest = null;
        int grey = 0;
        int empty = 0;
        int labels = 0;
        long foreground = 0;
        long all = 0;
        for (int i = 0; i < pairs.size(); i++) {
            progress.checkCancelled();
            progress.report(i / (double) pairs.size(), "looking at the images and masks");
            LabelledPlane pair = pairs.get(i).load(scaling);
            Plane plane = pair.plane();
            smallest = smallest == null || area(plane) < area(smallest) ? plane : smallest;
            largest = largest == null || area(plane) > area(largest) ? plane : largest;
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
        return new DataSummary(
                pairs.size(),
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
