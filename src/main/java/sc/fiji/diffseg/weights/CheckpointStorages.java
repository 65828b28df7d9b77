package sc.fiji.diffseg.weights;

/** The runs of numbers beside a checkpoint's pickle. */
interface CheckpointStorages {

    /**
     * The bytes of a storage.
     *
     * @throws WeightsException if the file does not hold the storage, or not with the length that
     *     the pickle tells
     */
    Bytes bytes(PickledStorage storage) throws WeightsException;

    /** Whether elements of several bytes have the most significant one first. */
    boolean isBigEndian();

    /**
     * What reading any part of a storage takes at least: its length if it has to be unpacked, and
     * otherwise 0.
     */
    long leastWork(PickledStorage storage);

    /** Gives back memory that reading has taken. */
    void forget();
}
