package sc.fiji.diffseg.training;

import java.math.BigDecimal;

/**
 * How long and how fast one stage learns.
 *
 * @param steps number of optimiser steps
 * @param learningRate learning rate at its highest
 * @param warmUp steps over which the learning rate rises linearly from 0
 * @param decay {@code constant}, the paper's, or {@code cosine}, which falls to 0 over the stage
 */
public record StageSettings(long steps, double learningRate, long warmUp, String decay) {

    /** Keeps the learning rate after the warm-up. */
    public static final String CONSTANT = "constant";

    /** Lets the learning rate fall to 0 along half a cosine. */
    public static final String COSINE = "cosine";

    /** Checks the values. */
    public StageSettings {
        if (steps < 0 || !(learningRate > 0) || warmUp < 0) {
            throw new IllegalArgumentException(
                    "A stage needs at least 0 steps, a learning rate above 0 and a warm-up of at"
                            + " least 0 steps.");
        }
        if (!CONSTANT.equals(decay) && !COSINE.equals(decay)) {
            throw new IllegalArgumentException(
                    "The decay of the learning rate is '" + decay + "': use constant or cosine.");
        }
    }

    /** A learning rate as users write it, without an exponent. */
    static String text(double learningRate) {
        return BigDecimal.valueOf(learningRate).stripTrailingZeros().toPlainString();
    }

    /**
     * The learning rate of a step.
     *
     * @param step number of the step, from 1
     */
    public double learningRateAt(long step) {
        double rate = learningRate;
        if (step < warmUp) {
            rate *= step / (double) warmUp;
        }
        if (decay.equals(COSINE)) {
            rate *= 0.5 * (1 + Math.cos(Math.PI * Math.min(1, (step - 1.0) / steps)));
        }
        return rate;
    }
}
