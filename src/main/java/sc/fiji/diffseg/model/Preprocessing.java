package sc.fiji.diffseg.model;

/**
 * How an image becomes what a network takes, as it was in training.
 *
 * @param scaling name of the way in which grey values become [0,1]
 * @param lowPercentile percentile of the grey values that becomes 0, from 0 to 100; used by
 *     scalings with percentiles
 * @param highPercentile percentile that becomes 1, above the low one and at most 100
 * @param framing {@value #WHOLE} or {@value #TILES}
 * @param tileOverlap part of a tile's side that it shares with its neighbour, from 0 to 0.5
 */
public record Preprocessing(
        String scaling,
        double lowPercentile,
        double highPercentile,
        String framing,
        double tileOverlap) {

    /** The framing that resizes the whole plane to the network's input. */
    public static final String WHOLE = "whole";

    /** The framing that covers the plane with overlapping tiles of the network's input size. */
    public static final String TILES = "tiles";

    /** Checks the ranges. */
    public Preprocessing {
        scaling = InvalidField.requireLine("preprocessing.scaling", scaling);
        if (!(lowPercentile >= 0 && lowPercentile < highPercentile && highPercentile <= 100)) {
            throw new InvalidField(
                    "the percentiles %s and %s of the field 'preprocessing' are no range in [0,100]"
                            .formatted(lowPercentile, highPercentile));
        }
        if (!WHOLE.equals(framing) && !TILES.equals(framing)) {
            throw new InvalidField(
                    "the field 'preprocessing.framing' is '%s' instead of '%s' or '%s'"
                            .formatted(framing, WHOLE, TILES));
        }
        if (!(tileOverlap >= 0 && tileOverlap <= 0.5)) {
            throw new InvalidField(
                    "the field 'preprocessing.tile_overlap' is "
                            + tileOverlap
                            + ", not in [0,0.5]");
        }
    }
}
