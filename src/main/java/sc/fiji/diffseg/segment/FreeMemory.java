package sc.fiji.diffseg.segment;

/** What is left for a segmentation, in bytes. */
public interface FreeMemory {

    /** This machine, as far as this process may use it. */
    FreeMemory SYSTEM = new SystemMemory();

    /** Memory that PyTorch can still take on the CPU. */
    long machine();

    /**
     * Memory that Java's heap can still hold.
     *
     * @param wanted how much is wanted: garbage is counted as free only if this needs it
     */
    long heap(long wanted);
}
