package sc.fiji.diffseg.training;

import java.util.Map;

/** A training whose loss is no number any more; the message is one sentence for the user. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DivergedException(String stage, long step, Map<String, Float> parts) {
        super(
                "The loss is no longer a number in step "
                        + step
                        + " of the stage '"
                        + stage
                        + "' "
                        + parts
                        + ": train again with a lower learning rate or in float32.");
    }
}
