package sc.fiji.diffseg.training;

import java.util.List;

/**
 * A data set as training images are drawn from it.
 *
 * @param name for messages and the model card
 * @param pairs at least one; order matters for which pair a seed draws
 * @param cropping what part of a plane is shown
 * @param weight how often it is drawn relative to other data sets, above 0
 */
public record TrainingSet(String name, List<ImagePair> pairs, Cropping cropping, double weight) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException with one sentence if there is no pair or the weight is not
     *     above 0
     */
    public TrainingSet {
        pairs = List.copyOf(pairs);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("The data set " + name + " has no training pairs.");
        }
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "The weight of the data set %s must be above 0, but is %s."
                            .formatted(name, weight));
        }
    }

    /** A data set with the weight 1. */
    public TrainingSet(String name, List<ImagePair> pairs, Cropping cropping) {
        this(name, pairs, cropping, 1);
    }
}
