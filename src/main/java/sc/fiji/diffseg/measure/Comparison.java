package sc.fiji.diffseg.measure;

/** What the numbers in two label images mean, and so what of them is compared. */
public enum Comparison {
    /** Nothing: all that is not 0 is one mask. */
    FOREGROUND,
    /** A number is a class, such as a tissue: the same number means the same thing in both. */
    LABELS,
    /** A number names an object, such as a cell: which ones belong together is found by overlap. */
    OBJECTS
}
