package sc.fiji.diffseg.segment;

import sc.fiji.diffseg.fusion.Fusion;

/**
 * What the user chooses for fusing masks.
 *
 * @param method {@link Fusion#STAPLE}, with its default settings, or {@link Fusion#MAJORITY}
 * @param probability whether the map of probabilities is wanted: STAPLE's posterior, or the share
 *     of masks in favour
 * @param uncertainty whether the map of the masks' standard deviations is wanted
 */
public record MaskFusionSettings(Fusion method, boolean probability, boolean uncertainty) {

    /**
     * Checks the method.
     *
     * @throws IllegalArgumentException in one sentence, if it is {@link Fusion#MEAN}
     */
    public MaskFusionSettings {
        if (method == Fusion.MEAN) {
            throw new IllegalArgumentException(
                    "Masks are fused by staple or majority, not by their mean.");
        }
    }
}
