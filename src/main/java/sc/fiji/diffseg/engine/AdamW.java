package sc.fiji.diffseg.engine;

/**
 * Constants of the AdamW optimiser (Loshchilov and Hutter, 2019).
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled weight decay, applied to every parameter
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {

    /** The constants LEAF was trained with. */
    public static final AdamW DEFAULT = new AdamW(0.9, 0.999, 1e-8, 0.01);
}
