package sc.fiji.diffseg;

/** The arithmetic a network runs in. Weights and results are 32-bit floats in all of them. */
public enum Precision {
    /** 32-bit floats throughout: the reference. */
    FLOAT32,
    /**
     * Convolutions and matrix products in bfloat16: about twice as fast where the device has it.
     */
    BFLOAT16,
    /** {@link #BFLOAT16} where the device computes it natively, otherwise {@link #FLOAT32}. */
    AUTO
}
