package sc.fiji.diffseg.training;

import java.util.Locale;
import java.util.Optional;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.model.Preprocessing;

/**
 * How images are put before the network in training, and later in use.
 *
 * @param inputSize width and height of what it sees at once; 0 as the base does
 * @param framing {@value Preprocessing#WHOLE} or {@value Preprocessing#TILES}; empty as the base
 *     does
 * @param scaling of pixel values; empty as the base does
 * @param flips whether images are mirrored and turned by right angles
 * @param augmentationStrength of the changes of brightness, contrast, colour, sharpness and noise,
 *     from 0 for none to 3; 1 is moderate
 */
public record Presentation(
        int inputSize,
        Optional<String> framing,
        Optional<Scaling> scaling,
        boolean flips,
        double augmentationStrength) {

    /** As the base does, with flips, turns and moderate changes. */
    public static final Presentation DEFAULT =
            new Presentation(0, Optional.empty(), Optional.empty(), true, 1);

    private static final double STRONGEST = 3;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException in one sentence, if a value lies outside its range
     */
    public Presentation {
        if (inputSize < 0) {
            throw new IllegalArgumentException(
                    "The input size must be a number of pixels, or 0 for the base's, but is "
                            + inputSize
                            + ".");
        }
        if (!(augmentationStrength >= 0 && augmentationStrength <= STRONGEST)) {
            throw new IllegalArgumentException(
                    "The strength of the augmentation must be from 0 to 3, but is "
                            + augmentationStrength
                            + ".");
        }
    }

    /** The preprocessing of the new model. */
    Preprocessing preprocessing(Preprocessing base) {
        Scaling chosen = scaling.orElseGet(() -> Scaling.of(base));
        return new Preprocessing(
                scaling.isPresent() ? name(chosen) : base.scaling(),
                chosen.low(),
                chosen.high(),
                framing.orElse(base.framing()),
                base.tileOverlap());
    }

    private static String name(Scaling scaling) {
        return scaling.mode().name().toLowerCase(Locale.ROOT);
    }

    /** What part of an image a training image shows. */
    static Cropping cropping(Preprocessing preprocessing) {
        return preprocessing.framing().equals(Preprocessing.TILES)
                ? Cropping.TILES
                : Cropping.zoomed(0.7, 0.15);
    }

    /** The changes of training images. */
    Augmentation augmentation() {
        return Augmentation.MODERATE.atStrength(augmentationStrength).withFlips(flips);
    }
}
