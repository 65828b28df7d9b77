package sc.fiji.diffseg.unisegdiff;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import sc.fiji.diffseg.diffusion.Parameterization;

/** Ways to draw masks from a UniSegDiff model. */
public enum SamplerMode {
    /** Staged, the mask branch alone: 12 evaluations for each mask. */
    SINGLE(Schedule.STAGED),
    /**
     * Staged, one chain in both branches, then as many last steps as masks are wanted, each from
     * its own noise: 40 evaluations for 20 masks.
     */
    FAST(Schedule.STAGED),
    /** Staged, a chain of its own for every two masks: 220 evaluations for 20 masks. */
    FULL(Schedule.STAGED),
    /** DDIM over all timesteps, for models trained so. */
    UNIFORM(Schedule.UNIFORM),
    /** One evaluation, for models trained so. */
    ONE_STEP(Schedule.ONE_STEP),
    /** The feature network alone: a plain U-Net, no diffusion, no randomness. */
    UNET(null);

    private final Schedule schedule;

    SamplerMode(Schedule schedule) {
        this.schedule = schedule;
    }

    /** The mode's name in settings, macros and on the command line. */
    public String publishedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * How often the denoiser is evaluated for an image; the feature network always once besides.
     *
     * @param steps of uniform sampling
     */
    public int evaluations(int samples, int steps, UniSegDiffSettings settings) {
        int middle =
                settings.stages()
                        .middle(settings.noise(), Parameterization.SAMPLE, settings.interval())
                        .size();
        boolean both = samples > 1;
        return switch (this) {
            case SINGLE -> samples * (1 + middle + 1);
            // Both branches share the jump and the first step after it.
            case FAST -> 1 + middle + (both ? middle - 1 : 0) + samples;
            case FULL -> (samples + 1) / 2 * (1 + middle + (middle - 1) + 2);
            case UNIFORM -> samples * steps;
            case ONE_STEP -> samples;
            case UNET -> 0;
        };
    }

    /**
     * The mode that a model runs in.
     *
     * @param name empty for the model's own: one mask by {@link #SINGLE}, several by {@link #FAST}
     * @throws IllegalArgumentException in one sentence, if there is none or the model was not
     *     trained for it
     */
    static SamplerMode of(String name, int samples, UniSegDiffSettings settings) {
        if (name.isEmpty()) {
            if (!settings.denoiser()) {
                return UNET;
            }
            return switch (settings.schedule()) {
                case STAGED -> samples == 1 ? SINGLE : FAST;
                case UNIFORM -> UNIFORM;
                case ONE_STEP -> ONE_STEP;
            };
        }
        return Arrays.stream(values())
                .filter(mode -> mode.publishedName().equals(name) && mode.suits(settings))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "This UniSegDiff model cannot be sampled by '"
                                                + name
                                                + "': choose "
                                                + offered(settings)
                                                + ", or leave it empty."));
    }

    /** Whether a model was trained for the mode of a name. */
    static boolean suits(String name, UniSegDiffSettings settings) {
        return Arrays.stream(values())
                .anyMatch(mode -> mode.publishedName().equals(name) && mode.suits(settings));
    }

    private static String offered(UniSegDiffSettings settings) {
        return Arrays.stream(values())
                .filter(mode -> mode.suits(settings))
                .map(SamplerMode::publishedName)
                .collect(Collectors.joining(", "));
    }

    private boolean suits(UniSegDiffSettings settings) {
        return this == UNET || settings.denoiser() && schedule == settings.schedule();
    }
}
