package sc.fiji.diffseg.training;

import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.Precision;

/**
 * A training whose loss or gradient is no number any more, found before the step changed any
 * weight; the message is one sentence for the user.
 */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private DivergedException(String what, String stage, long step, TrainingSettings settings) {
        super(
                ("In step %d of the stage '%s' %s, so that nothing more can be learned: go on from"
                                + " the last checkpoint, or begin anew, with a learning rate below"
                                + " %s%s.")
                        .formatted(
                                step,
                                stage,
                                what,
                                StageSettings.text(settings.stages().get(stage).learningRate()),
                                settings.precision() == Precision.FLOAT32 ? "" : " or in float32"));
    }

    /**
     * The loss is no number.
     *
     * @param parts its terms
     */
    static DivergedException ofLoss(
            String stage, long step, Map<String, Float> parts, TrainingSettings settings) {
        List<String> broken =
                parts.entrySet().stream()
                        .filter(part -> !Float.isFinite(part.getValue()))
                        .map(part -> part.getKey() + " is " + part.getValue())
                        .toList();
        String terms = broken.isEmpty() ? parts.toString() : String.join(", ", broken);
        return new DivergedException(
                "the loss is no longer a number (" + terms + ")", stage, step, settings);
    }

    /** The loss is a number, but its gradient is not. */
    static DivergedException ofGradient(String stage, long step, TrainingSettings settings) {
        return new DivergedException(
                "the gradient is no longer a number, though the loss still is",
                stage,
                step,
                settings);
    }
}
