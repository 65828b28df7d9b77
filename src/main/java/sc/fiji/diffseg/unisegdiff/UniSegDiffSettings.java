package sc.fiji.diffseg.unisegdiff;

import com.google.gson.JsonObject;
import sc.fiji.diffseg.diffusion.NoiseSchedule;
import sc.fiji.diffseg.diffusion.StagedTimesteps;
import sc.fiji.diffseg.model.SettingsJson;

/**
 * What a UniSegDiff model needs besides its weights to be run as it was trained.
 *
 * @param size sizes of both networks
 * @param denoiser whether there is a denoiser; without it the model is its feature network, a plain
 *     U-Net
 * @param schedule which timesteps it was trained at
 * @param target which branches it was trained with
 * @param highThreshold first timestep of the rapid stage
 * @param lowThreshold first timestep of the probabilistic stage
 * @param highPinning what is pinned in the rapid stage
 * @param lowPinning what is pinned in the refinement stage
 * @param interval timesteps between the evaluations of the probabilistic stage
 * @param clamp what keeps the noise branch's mask in its range while sampling
 * @param betaSchedule {@code linear} or {@code scaled_linear}
 * @param betaStart beta of the first timestep
 * @param betaEnd beta of the last timestep
 * @param timesteps number of timesteps
 * @param steps denoising steps of uniform sampling where the user names none
 */
public record UniSegDiffSettings(
        NetworkSize size,
        boolean denoiser,
        Schedule schedule,
        Target target,
        int highThreshold,
        int lowThreshold,
        Pinning highPinning,
        Pinning lowPinning,
        int interval,
        Clamp clamp,
        String betaSchedule,
        double betaStart,
        double betaEnd,
        int timesteps,
        int steps) {

    /** The paper's settings, and the usual ones where it is silent. */
    public static final UniSegDiffSettings PAPER =
            new UniSegDiffSettings(
                    NetworkSize.FULL,
                    true,
                    Schedule.STAGED,
                    Target.BOTH,
                    600,
                    300,
                    Pinning.NOISE_LEVEL,
                    Pinning.NOISE_LEVEL,
                    30,
                    Clamp.RECOMPUTE_NOISE,
                    NoiseSchedule.Kind.LINEAR.publishedName(),
                    1e-4,
                    0.02,
                    1000,
                    100);

    /**
     * Reads settings; what is absent is as in {@link #PAPER}.
     *
     * @throws IllegalArgumentException in one sentence, if a value makes no network
     */
    public static UniSegDiffSettings of(JsonObject json) {
        UniSegDiffSettings settings = SettingsJson.read(json, PAPER, UniSegDiffSettings.class);
        settings.check();
        return settings;
    }

    /** These settings as they stand in a model description. */
    public JsonObject toJson() {
        return SettingsJson.write(this);
    }

    /** The noise schedule. */
    public NoiseSchedule noise() {
        return new NoiseSchedule(
                NoiseSchedule.Kind.ofName(betaSchedule), betaStart, betaEnd, timesteps);
    }

    /** How the timesteps are divided into stages. */
    public StagedTimesteps stages() {
        return new StagedTimesteps(timesteps, highThreshold, lowThreshold);
    }

    /** The timestep that the denoiser is told in the last step of staged sampling. */
    int lastTold() {
        return lowPinning == Pinning.EMBEDDING ? 0 : lowThreshold - 1;
    }

    /** These settings, with a denoiser or without. */
    UniSegDiffSettings withDenoiser(boolean present) {
        return new UniSegDiffSettings(
                size,
                present,
                schedule,
                target,
                highThreshold,
                lowThreshold,
                highPinning,
                lowPinning,
                interval,
                clamp,
                betaSchedule,
                betaStart,
                betaEnd,
                timesteps,
                steps);
    }

    private void check() {
        require(size != null, "size is missing");
        size.check();
        require(schedule != null, "schedule is none of staged, uniform and one_step");
        require(target != null, "target is none of both, mask and noise");
        require(
                schedule != Schedule.STAGED || target == Target.BOTH,
                "staged sampling needs both branches, so target must be both");
        require(
                schedule == Schedule.STAGED || target != Target.BOTH,
                "uniform and one_step sampling use one branch, so target must be mask or noise");
        require(
                highPinning != null && lowPinning != null,
                "high_pinning and low_pinning are each noise_level or embedding");
        require(clamp != null, "clamp is none of none, keep_noise and recompute_noise");
        require(interval >= 1, "interval must be at least 1");
        require(steps >= 1 && steps <= timesteps, "steps must lie between 1 and timesteps");
        noise();
        stages();
    }

    static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "The model description's network cannot be built: " + fault + ".");
        }
    }
}
