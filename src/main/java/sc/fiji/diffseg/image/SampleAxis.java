package sc.fiji.diffseg.image;

import ij.ImagePlus;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The axis of a hyperstack along which several masks of the same pixels lie. */
public enum SampleAxis {
    /** One mask per channel. */
    CHANNELS,
    /** One mask per slice: what ImageJ calls the planes of a plain stack. */
    SLICES,
    /** One mask per frame. */
    FRAMES;

    /** The word that users write. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The axis of a word, upper case or lower.
     *
     * @throws IllegalArgumentException in one sentence, if there is none
     */
    public static SampleAxis of(String word) {
        return Arrays.stream(values())
                .filter(axis -> axis.word().equalsIgnoreCase(word.trim()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "There is no sample axis '%s': choose one of %s."
                                                .formatted(
                                                        word,
                                                        Arrays.stream(values())
                                                                .map(SampleAxis::word)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }

    /** The length of this axis in an image. */
    int length(ImagePlus image) {
        return switch (this) {
            case CHANNELS -> image.getNChannels();
            case SLICES -> image.getNSlices();
            case FRAMES -> image.getNFrames();
        };
    }
}
