package sc.fiji.diffseg.fusion;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How several samples of the same pixels become one; users write the names in lower case. */
public enum Fusion {
    /** The mean of the samples' probabilities, which are not made masks before. */
    MEAN,
    /** The samples' masks by {@link Staple}. */
    STAPLE,
    /** The samples' masks by {@link MajorityVote}. */
    MAJORITY;

    /** The word that users write. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The fusion of a word, upper case or lower.
     *
     * @throws IllegalArgumentException in one sentence, if there is none
     */
    public static Fusion of(String word) {
        for (Fusion fusion : values()) {
            if (fusion.word().equalsIgnoreCase(word.trim())) {
                return fusion;
            }
        }
        throw new IllegalArgumentException(
                "There is no fusion '%s': choose one of %s."
                        .formatted(
                                word,
                                Arrays.stream(values())
                                        .map(Fusion::word)
                                        .collect(Collectors.joining(", "))));
    }

    /**
     * Fuses masks, STAPLE with its default settings.
     *
     * @throws IllegalArgumentException in one sentence, if this is {@link #MEAN}, which is made of
     *     probabilities
     */
    public Consensus fuse(Votes votes) {
        return switch (this) {
            case STAPLE -> Staple.estimate(votes, StapleSettings.DEFAULT).consensus();
            case MAJORITY -> MajorityVote.of(votes);
            case MEAN ->
                    throw new IllegalArgumentException(
                            "Masks are fused by staple or majority; a mean is made of"
                                    + " probabilities.");
        };
    }
}
