package sc.fiji.diffseg.image;

import java.util.function.Consumer;
import sc.fiji.diffseg.Progress;

/** Reads the planes of one image scaled to [0,1] and tells what was done to each. */
public final class PlaneScaler {

    private final PlaneSource source;
    private final Scaling scaling;
    private final ScalingUsed shared;

    /**
     * A plane ready for framing.
     *
     * @param plane values in [0,1]
     * @param used what made them so
     */
    public record Scaled(Plane plane, ScalingUsed used) {}

    /**
     * Prepares the scaling; reads all planes if the rule is measured over the whole image.
     *
     * @param progress asked at every plane read here
     * @throws IllegalArgumentException if a plane read here has values that are not finite
     */
    public PlaneScaler(PlaneSource source, Scaling scaling, Progress progress) {
        this.source = source;
        this.scaling = scaling;
        this.shared = byTypeAlone() || scaling.wholeImage() ? measureAll(progress) : null;
    }

    /**
     * Reads all planes whose values may not be finite, so that hours of work do not end at the last
     * of them. There is nothing to do for a single plane, and where all have been measured.
     *
     * @param progress asked and told at every plane
     * @throws IllegalArgumentException if a plane has values that are not finite
     */
    public void checkAll(Progress progress) {
        if (shared != null || source.typeRange().isPresent() || source.planes() == 1) {
            return;
        }
        for (int i = 0; i < source.planes(); i++) {
            progress.checkCancelled();
            progress.report(0, "Checking " + source.describe(i));
            checkFinite(source.plane(i), i);
        }
    }

    /**
     * Reads and scales one plane.
     *
     * @throws IllegalArgumentException if it has values that are not finite
     */
    public Scaled plane(int index) {
        Plane plane = source.plane(index);
        checkFinite(plane, index);
        ScalingUsed used =
                shared != null ? shared : measure(chunks -> read(plane, chunks), "of the plane");
        return new Scaled(used.apply(plane), used);
    }

    private boolean byTypeAlone() {
        return scaling.mode() == Scaling.Mode.BY_TYPE && source.typeRange().isPresent();
    }

    private ScalingUsed measureAll(Progress progress) {
        if (byTypeAlone()) {
            ValueRange range = source.typeRange().orElseThrow();
            return new ScalingUsed("range of the pixel type", range.min(), range.max());
        }
        return measure(
                chunks -> {
                    for (int i = 0; i < source.planes(); i++) {
                        progress.checkCancelled();
                        Plane plane = source.plane(i);
                        checkFinite(plane, i);
                        read(plane, chunks);
                    }
                },
                "of the whole image");
    }

    private ScalingUsed measure(Percentiles.Values values, String of) {
        if (scaling.mode() == Scaling.Mode.PERCENTILE) {
            double[] limits = Percentiles.of(values, scaling.low(), scaling.high());
            String rule = "percentiles %s and %s %s".formatted(scaling.low(), scaling.high(), of);
            return new ScalingUsed(rule, limits[0], limits[1]);
        }
        float[] range = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        values.read(
                chunk -> {
                    float min = range[0];
                    float max = range[1];
                    for (float v : chunk) {
                        min = Math.min(min, v);
                        max = Math.max(max, v);
                    }
                    range[0] = min;
                    range[1] = max;
                });
        if (scaling.mode() == Scaling.Mode.BY_TYPE && range[0] >= 0 && range[1] <= 1) {
            return new ScalingUsed("values already from 0 to 1", 0, 1);
        }
        return new ScalingUsed("smallest and largest value " + of, range[0], range[1]);
    }

    private static void read(Plane plane, Consumer<float[]> chunks) {
        for (float[] channel : plane.distinct()) {
            chunks.accept(channel);
        }
    }

    private void checkFinite(Plane plane, int index) {
        if (source.typeRange().isPresent()) {
            return;
        }
        int bad = 0;
        int first = -1;
        for (int i = 0; i < plane.width() * plane.height(); i++) {
            boolean finite = true;
            for (int c = 0; c < (plane.isGrey() ? 1 : 3); c++) {
                finite &= Float.isFinite(plane.channel(c)[i]);
            }
            if (!finite) {
                bad++;
                first = first < 0 ? i : first;
            }
        }
        if (bad > 0) {
            throw new IllegalArgumentException(
                    ("%d of the %d pixels in %s are NaN or infinite, the first at x=%d, y=%d:"
                                    + " replace them first, for example with Process > Noise >"
                                    + " Remove NaNs.")
                            .formatted(
                                    bad,
                                    plane.width() * plane.height(),
                                    source.describe(index),
                                    first % plane.width(),
                                    first / plane.width()));
        }
    }
}
