package sc.fiji.diffseg.diffusion;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a denoising network predicts from z_t, and how x0 and epsilon follow from it (LEAF Eq. 1-3).
 *
 * <p>{@link #clean} and {@link #noise} agree: mixing both again gives z_t. A caller that already
 * has an x0, whatever its origin, gets the noise it implies from {@code SAMPLE.noise(schedule, t)}.
 */
public enum Parameterization {
    /** The clean latent x0 itself, LEAF's choice. */
    SAMPLE("sample") {
        @Override
        Combination cleanAt(double alpha, double sigma) {
            return new Combination(0, 1);
        }

        @Override
        Combination noiseAt(double alpha, double sigma) {
            return new Combination(1 / sigma, -alpha / sigma);
        }

        @Override
        Mixture targetAt(double alpha, double sigma) {
            return new Mixture(1, 0);
        }
    },

    /** The noise epsilon, SDSeg's choice. */
    EPSILON("epsilon") {
        @Override
        Combination cleanAt(double alpha, double sigma) {
            return new Combination(1 / alpha, -sigma / alpha);
        }

        @Override
        Combination noiseAt(double alpha, double sigma) {
            return new Combination(0, 1);
        }

        @Override
        Mixture targetAt(double alpha, double sigma) {
            return new Mixture(0, 1);
        }
    },

    /** The velocity v = alpha * epsilon - sigma * x0 (LEAF Eq. 2). */
    V_PREDICTION("v_prediction") {
        @Override
        Combination cleanAt(double alpha, double sigma) {
            return new Combination(alpha, -sigma);
        }

        @Override
        Combination noiseAt(double alpha, double sigma) {
            return new Combination(sigma, alpha);
        }

        @Override
        Mixture targetAt(double alpha, double sigma) {
            return new Mixture(-sigma, alpha);
        }
    };

    private final String publishedName;

    Parameterization(String publishedName) {
        this.publishedName = publishedName;
    }

    abstract Combination cleanAt(double alpha, double sigma);

    abstract Combination noiseAt(double alpha, double sigma);

    abstract Mixture targetAt(double alpha, double sigma);

    /** The name in model files and scheduler configurations, there called prediction type. */
    public String publishedName() {
        return publishedName;
    }

    /**
     * The parameterization of that published name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Parameterization ofName(String publishedName) {
        for (Parameterization parameterization : values()) {
            if (parameterization.publishedName.equals(publishedName)) {
                return parameterization;
            }
        }
        throw new IllegalArgumentException(
                "The prediction type \""
                        + publishedName
                        + "\" is not known; use one of "
                        + Arrays.stream(values())
                                .map(Parameterization::publishedName)
                                .collect(Collectors.joining(", "))
                        + ".");
    }

    /**
     * The estimate of x0 from z_t and the network's output (LEAF Eq. 3), not clamped.
     *
     * @param t timestep of z_t, from 0
     * @throws IllegalArgumentException if there is no such timestep
     */
    public Combination clean(NoiseSchedule schedule, int t) {
        schedule.requireNoisy(t);
        return cleanAt(schedule.alpha(t), schedule.sigma(t));
    }

    /**
     * The estimate of epsilon from z_t and the network's output.
     *
     * @param t timestep of z_t, from 0
     * @throws IllegalArgumentException if there is no such timestep
     */
    public Combination noise(NoiseSchedule schedule, int t) {
        schedule.requireNoisy(t);
        return noiseAt(schedule.alpha(t), schedule.sigma(t));
    }

    /**
     * What the network is trained to output at timestep t, from the true x0 and epsilon (LEAF Eq. 2
     * for v).
     *
     * @param t timestep, from 0
     * @throws IllegalArgumentException if there is no such timestep
     */
    public Mixture target(NoiseSchedule schedule, int t) {
        schedule.requireNoisy(t);
        return targetAt(schedule.alpha(t), schedule.sigma(t));
    }
}
