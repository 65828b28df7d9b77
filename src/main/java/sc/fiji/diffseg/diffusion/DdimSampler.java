package sc.fiji.diffseg.diffusion;

import java.util.ArrayList;
import java.util.List;

/** Which timesteps a sampler of n steps visits, and the steps between them. */
public final class DdimSampler {

    private DdimSampler() {}

    /**
     * The timesteps of n steps in the order of denoising: multiples of {@code timesteps / n}
     * (integer division) down to 0, the published "leading" spacing. A single step uses the last
     * timestep instead, because its start is pure noise (LEAF, single-step inference).
     *
     * @param timesteps number of timesteps of the schedule
     * @param steps number of denoising steps, from 1 to {@code timesteps}
     * @throws IllegalArgumentException if there are fewer timesteps than steps, or no step
     */
    public static int[] timesteps(int timesteps, int steps) {
        if (steps < 1 || steps > timesteps) {
            throw new IllegalArgumentException(
                    "The number of denoising steps must lie between 1 and the "
                            + timesteps
                            + " timesteps of the noise schedule, but is "
                            + steps
                            + ".");
        }
        if (steps == 1) {
            return new int[] {timesteps - 1};
        }
        int stride = timesteps / steps;
        int[] result = new int[steps];
        for (int k = 0; k < steps; k++) {
            result[k] = (steps - 1 - k) * stride;
        }
        return result;
    }

    /**
     * The steps from pure noise to the clean latent, in the order of denoising. Each leads {@code
     * timesteps / n} timesteps back; the last one leads to {@link NoiseSchedule#CLEAN}.
     *
     * @param steps number of denoising steps, from 1 to the timesteps of the schedule
     * @throws IllegalArgumentException if there are fewer timesteps than steps, or no step
     */
    public static List<DdimStep> steps(
            NoiseSchedule schedule, Parameterization parameterization, int steps) {
        int[] timesteps = timesteps(schedule.timesteps(), steps);
        int stride = schedule.timesteps() / steps;
        List<DdimStep> result = new ArrayList<>(steps);
        for (int t : timesteps) {
            int previous = Math.max(NoiseSchedule.CLEAN, t - stride);
            result.add(DdimStep.between(schedule, parameterization, t, previous));
        }
        return List.copyOf(result);
    }
}
