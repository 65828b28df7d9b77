package sc.fiji.diffseg.segment;

import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.model.Preprocessing;

/** How a plane is put before the network. */
public enum FramingChoice {
    /** As the model was trained. */
    MODEL,
    /** The whole plane, resized to the network's input: the papers' way. */
    WHOLE,
    /** Overlapping tiles at the plane's own resolution: for planes much larger than the input. */
    TILES;

    private static final double TILE_OVERLAP = 0.25;

    /**
     * Plans this framing of a plane.
     *
     * @param trained how the model was trained
     * @param width pixels per row of the plane
     * @param height rows of the plane
     * @param inputWidth width of the network's input
     * @param inputHeight height of the network's input
     */
    public Framing of(
            Preprocessing trained, int width, int height, int inputWidth, int inputHeight) {
        if (this == MODEL) {
            return Framing.of(trained, width, height, inputWidth, inputHeight);
        }
        // A model trained on whole planes names no overlap, and without one there are seams.
        double overlap = trained.tileOverlap() > 0 ? trained.tileOverlap() : TILE_OVERLAP;
        return Framing.of(
                this == WHOLE ? Framing.Mode.WHOLE : Framing.Mode.TILES,
                width,
                height,
                inputWidth,
                inputHeight,
                (int) (overlap * Math.min(inputWidth, inputHeight)));
    }
}
