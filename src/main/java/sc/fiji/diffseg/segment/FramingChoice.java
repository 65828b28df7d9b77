package sc.fiji.diffseg.segment;

/** How a plane is put before the network. */
public enum FramingChoice {
    /** As the model was trained. */
    MODEL,
    /** The whole plane, resized to the network's input: the papers' way. */
    WHOLE,
    /** Overlapping tiles at the plane's own resolution: for planes much larger than the input. */
    TILES
}
