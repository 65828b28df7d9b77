package sc.fiji.diffseg.image;

import java.util.Locale;
import sc.fiji.diffseg.model.Preprocessing;

/** What a model description's words on preprocessing mean for an image. */
public final class Preparation {

    private Preparation() {}

    /**
     * The scaling of pixel values.
     *
     * @throws IllegalArgumentException in one sentence, if there is no scaling of that name
     */
    public static Scaling scaling(Preprocessing preprocessing) {
        for (Scaling.Mode mode : Scaling.Mode.values()) {
            if (mode.name().equals(preprocessing.scaling().toUpperCase(Locale.ROOT))) {
                return new Scaling(
                        mode,
                        preprocessing.lowPercentile(),
                        preprocessing.highPercentile(),
                        false);
            }
        }
        throw new IllegalArgumentException(
                "There is no scaling '"
                        + preprocessing.scaling()
                        + "': use by_type, percentile or min_max.");
    }

    /** How planes of a size are put before a network of an input size. */
    public static Framing framing(
            Preprocessing preprocessing, int inputWidth, int inputHeight, int width, int height) {
        boolean whole = preprocessing.framing().equals(Preprocessing.WHOLE);
        double overlap = preprocessing.tileOverlap() * Math.min(inputWidth, inputHeight);
        return Framing.of(
                whole ? Framing.Mode.WHOLE : Framing.Mode.TILES,
                width,
                height,
                inputWidth,
                inputHeight,
                (int) overlap);
    }
}
