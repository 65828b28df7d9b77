package sc.fiji.diffseg.network;

/** Which weights of a training are wanted, where a file has both. */
public enum Averaging {
    /** The running averages, which usually predict better. */
    AVERAGED,
    /** The weights themselves, as of the last step. */
    RAW
}
