package sc.fiji.diffseg.diffusion;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How much noise a latent carries at each timestep: z_t = alpha(t) * x0 + sigma(t) * epsilon (LEAF
 * Eq. 1), with alpha(t) = sqrt(alphaBar(t)) and sigma(t) = sqrt(1 - alphaBar(t)).
 *
 * <p>Timesteps run from 0, nearly clean, to {@code timesteps - 1}, nearly pure noise. Timestep
 * {@link #CLEAN} stands for no noise at all. All tables are computed in double precision; the
 * published single-precision scheduler differs by up to 2e-6 relative. Immutable; two schedules
 * with the same four parameters are equal.
 */
public final class NoiseSchedule {

    /** Shape of the betas between the two end points. */
    public enum Kind {
        /** Betas at equal distances. */
        LINEAR("linear"),
        /**
         * Squares of square roots at equal distances. The code bases of latent diffusion and SDSeg
         * call this one "linear".
         */
        SCALED_LINEAR("scaled_linear");

        private final String publishedName;

        Kind(String publishedName) {
            this.publishedName = publishedName;
        }

        /** The name in model files and scheduler configurations. */
        public String publishedName() {
            return publishedName;
        }

        /**
         * The kind of that published name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Kind ofName(String publishedName) {
            for (Kind kind : values()) {
                if (kind.publishedName.equals(publishedName)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(
                    "The noise schedule \""
                            + publishedName
                            + "\" is not known; use one of "
                            + Arrays.stream(values())
                                    .map(Kind::publishedName)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
    }

    /** The timestep of a latent without noise: alphaBar is 1. */
    public static final int CLEAN = -1;

    /** The schedule of LEAF: truly linear betas from 0.0015 to 0.0155 in 1000 timesteps. */
    public static final NoiseSchedule LEAF = new NoiseSchedule(Kind.LINEAR, 0.0015, 0.0155, 1000);

    /** The schedule of SDSeg and of the latent diffusion model that both begin with. */
    public static final NoiseSchedule SDSEG =
            new NoiseSchedule(Kind.SCALED_LINEAR, 0.0015, 0.0155, 1000);

    private final Kind kind;
    private final double start;
    private final double end;
    private final double[] betas;
    private final double[] alphaBars;

    /**
     * Computes a schedule.
     *
     * @param kind shape of the betas
     * @param start beta of timestep 0, above 0 and below 1
     * @param end beta of the last timestep, above 0 and below 1
     * @param timesteps number of timesteps, at least 1; a single one has beta {@code start}
     * @throws IllegalArgumentException if a value lies outside its range
     */
    public NoiseSchedule(Kind kind, double start, double end, int timesteps) {
        if (!(start > 0 && start < 1 && end > 0 && end < 1)) {
            throw new IllegalArgumentException(
                    "The betas of a noise schedule must lie between 0 and 1, but run from "
                            + start
                            + " to "
                            + end
                            + ".");
        }
        if (timesteps < 1) {
            throw new IllegalArgumentException(
                    "A noise schedule needs at least 1 timestep, but is given " + timesteps + ".");
        }
        this.kind = kind;
        this.start = start;
        this.end = end;
        betas = new double[timesteps];
        alphaBars = new double[timesteps];
        double alphaBar = 1;
        for (int t = 0; t < timesteps; t++) {
            double fraction = timesteps == 1 ? 0 : t / (timesteps - 1.0);
            betas[t] =
                    switch (kind) {
                        case LINEAR -> start + (end - start) * fraction;
                        case SCALED_LINEAR -> {
                            double root = Math.sqrt(start);
                            root += (Math.sqrt(end) - root) * fraction;
                            yield root * root;
                        }
                    };
            alphaBar *= 1 - betas[t];
            alphaBars[t] = alphaBar;
        }
    }

    /** Shape of the betas. */
    public Kind kind() {
        return kind;
    }

    /** Beta of timestep 0. */
    public double start() {
        return start;
    }

    /** Beta of the last timestep. */
    public double end() {
        return end;
    }

    /** Number of timesteps. */
    public int timesteps() {
        return betas.length;
    }

    /**
     * Variance of the noise added between timestep t - 1 and t.
     *
     * @param t a timestep from 0
     * @throws IllegalArgumentException if there is no such timestep
     */
    public double beta(int t) {
        requireNoisy(t);
        return betas[t];
    }

    /**
     * Product of 1 - beta up to and including timestep t.
     *
     * @param t a timestep, or {@link #CLEAN}
     * @throws IllegalArgumentException if there is no such timestep
     */
    public double alphaBar(int t) {
        if (t == CLEAN) {
            return 1;
        }
        requireNoisy(t);
        return alphaBars[t];
    }

    /**
     * Share of the clean latent in z_t, alpha_t in LEAF Eq. 1.
     *
     * @param t a timestep, or {@link #CLEAN}
     * @throws IllegalArgumentException if there is no such timestep
     */
    public double alpha(int t) {
        return Math.sqrt(alphaBar(t));
    }

    /**
     * Share of the noise in z_t, sigma_t in LEAF Eq. 1.
     *
     * @param t a timestep, or {@link #CLEAN}
     * @throws IllegalArgumentException if there is no such timestep
     */
    public double sigma(int t) {
        return Math.sqrt(1 - alphaBar(t));
    }

    /**
     * How to make z_t from a clean latent and noise (LEAF Eq. 1).
     *
     * @param t a timestep, or {@link #CLEAN}
     * @throws IllegalArgumentException if there is no such timestep
     */
    public Mixture noisy(int t) {
        return new Mixture(alpha(t), sigma(t));
    }

    /** Fails unless a latent at that timestep carries noise. */
    void requireNoisy(int t) {
        if (t < 0 || t >= betas.length) {
            throw new IllegalArgumentException(
                    "Timestep "
                            + t
                            + " does not exist in a noise schedule of "
                            + betas.length
                            + " timesteps, counted from 0.");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoiseSchedule that
                && kind == that.kind
                && start == that.start
                && end == that.end
                && timesteps() == that.timesteps();
    }

    @Override
    public int hashCode() {
        return ((kind.hashCode() * 31 + Double.hashCode(start)) * 31 + Double.hashCode(end)) * 31
                + timesteps();
    }

    /** For example {@code linear(0.0015-0.0155, 1000)}. */
    @Override
    public String toString() {
        return kind.publishedName() + "(" + start + "-" + end + ", " + timesteps() + ")";
    }
}
