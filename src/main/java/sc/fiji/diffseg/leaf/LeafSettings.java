package sc.fiji.diffseg.leaf;

import com.google.gson.JsonObject;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.DdimSampler;
import sc.fiji.diffseg.diffusion.NoiseSchedule;
import sc.fiji.diffseg.diffusion.Parameterization;
import sc.fiji.diffseg.model.SettingsJson;

/**
 * What a LEAF or SDSeg model needs besides its weights to be run as it was trained.
 *
 * @param autoencoder sizes of the autoencoder and the image encoder
 * @param unet sizes of the denoiser
 * @param conditioningHead last step of the image encoder
 * @param concatOrder order of condition and noisy latent
 * @param latentScale what latents are multiplied by before the denoiser sees them; published
 *     0.18215
 * @param clampLatent whether the predicted latent is limited to [-1,1] before it is decoded, as
 *     LEAF's published code does and its paper does not say
 * @param predictionType {@code sample}, {@code epsilon} or {@code v_prediction}
 * @param betaSchedule {@code linear} or {@code scaled_linear}
 * @param betaStart beta of the first timestep
 * @param betaEnd beta of the last timestep
 * @param timesteps number of timesteps
 * @param steps denoising steps where the user names none
 */
public record LeafSettings(
        AutoencoderSize autoencoder,
        UNetSize unet,
        ConditioningHead conditioningHead,
        ConcatOrder concatOrder,
        double latentScale,
        boolean clampLatent,
        String predictionType,
        String betaSchedule,
        double betaStart,
        double betaEnd,
        int timesteps,
        int steps) {

    /** LEAF as published: sizes, scale, clamp, x0-prediction, linear betas, one step. */
    public static final LeafSettings PUBLISHED =
            new LeafSettings(
                    AutoencoderSize.PUBLISHED,
                    UNetSize.PUBLISHED,
                    ConditioningHead.QUANT_MEAN,
                    ConcatOrder.IMAGE_FIRST,
                    0.18215,
                    true,
                    Parameterization.SAMPLE.publishedName(),
                    NoiseSchedule.LEAF.kind().publishedName(),
                    NoiseSchedule.LEAF.start(),
                    NoiseSchedule.LEAF.end(),
                    NoiseSchedule.LEAF.timesteps(),
                    1);

    /**
     * Reads settings; what is absent is as published.
     *
     * @throws IllegalArgumentException in one sentence, if a value makes no network
     */
    public static LeafSettings of(JsonObject json) {
        LeafSettings settings = SettingsJson.read(json, PUBLISHED, LeafSettings.class);
        settings.check();
        return settings;
    }

    /** These settings as they stand in a model description. */
    public JsonObject toJson() {
        return SettingsJson.write(this);
    }

    /** The noise schedule. */
    public NoiseSchedule schedule() {
        return new NoiseSchedule(
                NoiseSchedule.Kind.ofName(betaSchedule), betaStart, betaEnd, timesteps);
    }

    /** What the denoiser predicts. */
    public Parameterization parameterization() {
        return Parameterization.ofName(predictionType);
    }

    /** What the sides of an image must be multiples of. */
    public int divisor() {
        return autoencoder.factor() * unet.divisor();
    }

    /** The number of denoising steps asked for, or the model's own. */
    int steps(SamplingSettings sampling) {
        return sampling.steps() == 0 ? steps : sampling.steps();
    }

    /**
     * Makes sure that a model of these settings can sample as asked.
     *
     * @throws IllegalArgumentException in one sentence, if it cannot
     */
    void requireSampling(SamplingSettings sampling) {
        if (!sampling.sampler().isEmpty()) {
            throw new IllegalArgumentException(
                    "A LEAF model has no sampler called '"
                            + sampling.sampler()
                            + "': leave it empty and choose the number of steps.");
        }
        DdimSampler.timesteps(timesteps, steps(sampling));
    }

    /** These settings with another latent scale. */
    public LeafSettings withLatentScale(double scale) {
        return new LeafSettings(
                autoencoder,
                unet,
                conditioningHead,
                concatOrder,
                scale,
                clampLatent,
                predictionType,
                betaSchedule,
                betaStart,
                betaEnd,
                timesteps,
                steps);
    }

    private void check() {
        schedule();
        parameterization();
        require(conditioningHead != null, "conditioning_head is neither quant_mean nor out_conv");
        require(concatOrder != null, "concat_order is neither image_first nor noise_first");
        require(latentScale > 0, "latent_scale must be above 0");
        require(steps >= 1 && steps <= timesteps, "steps must lie between 1 and timesteps");
        require(autoencoder.ch() % 32 == 0 && autoencoder.ch() > 0, "ch must be a multiple of 32");
        require(
                unet.modelChannels() % 32 == 0 && unet.modelChannels() > 0,
                "model_channels must be a multiple of 32");
        require(
                unet.inChannels() == 2 * autoencoder.zChannels()
                        && unet.outChannels() == autoencoder.zChannels(),
                "the channels of the denoiser must be those of two latents in and one out");
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "The model description's network cannot be built: " + fault + ".");
        }
    }
}
