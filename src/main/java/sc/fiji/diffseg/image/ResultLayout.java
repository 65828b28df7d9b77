package sc.fiji.diffseg.image;

import ij.measure.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Size and names of an image that results are made for.
 *
 * @param name title of the image
 * @param width pixels per row
 * @param height number of rows
 * @param channels at least 1
 * @param slices at least 1
 * @param frames at least 1
 * @param calibration physical size of pixels, slices and frames, if known
 * @param labels of the planes, channels counting fastest, then slices, then frames
 */
public record ResultLayout(
        String name,
        int width,
        int height,
        int channels,
        int slices,
        int frames,
        Optional<Calibration> calibration,
        List<Optional<String>> labels) {

    /** The layout of results for the planes of a source. */
    static ResultLayout of(PlaneSource source) {
        List<Optional<String>> labels = new ArrayList<>();
        for (int plane = 0; plane < source.planes(); plane++) {
            labels.add(source.label(plane));
        }
        return new ResultLayout(
                source.name(),
                source.width(),
                source.height(),
                1,
                source.slices(),
                source.frames(),
                source.calibration(),
                labels);
    }

    /** Number of planes. */
    public int planes() {
        return labels.size();
    }
}
