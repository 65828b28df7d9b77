package sc.fiji.diffseg.diffusion;

import java.util.ArrayList;
import java.util.List;

/**
 * How UniSegDiff divides the timesteps (section 2.2): timesteps from {@code high} on belong to the
 * rapid stage, those below {@code low} to the refinement stage, the others to the probabilistic
 * stage.
 *
 * @param timesteps number of timesteps
 * @param high first timestep of the rapid stage; 600 in the paper
 * @param low first timestep of the probabilistic stage; 300 in the paper
 */
public record StagedTimesteps(int timesteps, int high, int low) {

    /**
     * Checks the thresholds.
     *
     * @throws IllegalArgumentException unless {@code 0 < low < high < timesteps}
     */
    public StagedTimesteps {
        if (!(0 < low && low < high && high < timesteps)) {
            throw new IllegalArgumentException(
                    "The stages' thresholds must obey 0 < low < high < "
                            + timesteps
                            + ", but low is "
                            + low
                            + " and high is "
                            + high
                            + ".");
        }
    }

    /** The stage that a timestep belongs to. */
    public Stage stage(int timestep) {
        if (timestep >= high) {
            return Stage.RAPID;
        }
        return timestep >= low ? Stage.PROBABILISTIC : Stage.REFINEMENT;
    }

    /**
     * The timestep that a drawn one is set to: the last one in the rapid stage, 0 in the refinement
     * stage, itself between.
     */
    public int pinned(int timestep) {
        return switch (stage(timestep)) {
            case RAPID -> timesteps - 1;
            case PROBABILISTIC -> timestep;
            case REFINEMENT -> 0;
        };
    }

    /** The step in which the rapid stage is left: from pure noise to {@code high - 1}. */
    public DdimStep jump(NoiseSchedule schedule) {
        return DdimStep.between(schedule, Parameterization.SAMPLE, timesteps - 1, high - 1);
    }

    /**
     * The steps of the probabilistic stage, from {@code high - 1} to {@code low - 1}: ten with the
     * paper's numbers, evaluated at 599, 569, ..., 329.
     *
     * @param interval timesteps between two evaluations, at least 1; 30 in the paper
     * @throws IllegalArgumentException if the interval is less than 1
     */
    public List<DdimStep> middle(
            NoiseSchedule schedule, Parameterization parameterization, int interval) {
        if (interval < 1) {
            throw new IllegalArgumentException(
                    "The interval of the denoising steps must be at least 1, but is "
                            + interval
                            + ".");
        }
        List<DdimStep> steps = new ArrayList<>();
        int timestep = high - 1;
        while (timestep > low - 1) {
            int next = Math.max(low - 1, timestep - interval);
            steps.add(DdimStep.between(schedule, parameterization, timestep, next));
            timestep = next;
        }
        return List.copyOf(steps);
    }

    /** The last step, from {@code low - 1} straight to the clean mask, by the noise branch. */
    public DdimStep last(NoiseSchedule schedule) {
        return DdimStep.between(schedule, Parameterization.EPSILON, low - 1, NoiseSchedule.CLEAN);
    }
}
