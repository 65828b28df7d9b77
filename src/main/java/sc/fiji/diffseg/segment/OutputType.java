package sc.fiji.diffseg.segment;

/** What a segmentation gives back. */
public enum OutputType {
    /** Every connected part has its own number, 0 is background. */
    LABELS,
    /** Foreground and background. */
    MASK
}
