package sc.fiji.diffseg.leaf;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.diffseg.diffusion.NoiseSchedule;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.WeightsException;

/**
 * What an SDSeg checkpoint keeps beside its weights: the scale of the latents, which its training
 * measured, and the noise schedule.
 */
final class SdsegCheckpoint {

    private static final String SCALE = "scale_factor";
    private static final String BETAS = "betas";

    /** How far a beta in single precision lies from the same in double precision, relatively. */
    private static final double ROUNDING = 1e-6;

    private SdsegCheckpoint() {}

    /**
     * The settings of SDSeg, as in a model's description: noise first, epsilon-prediction, no
     * clamp.
     *
     * @throws WeightsException in one sentence, if the scale is missing or the schedule unknown
     */
    static JsonObject settings(TensorFile file) throws IOException {
        Optional<String> scale = named(file, SCALE);
        if (scale.isEmpty() || file.info(scale.get()).count() != 1) {
            throw new WeightsException(
                    "%s lacks the number %s that SDSeg's latents are scaled by: use the checkpoint as its training wrote it."
                            .formatted(file.path(), SCALE));
        }
        JsonObject settings = new JsonObject();
        settings.addProperty("latent_scale", file.readDoubles(scale.get())[0]);
        settings.addProperty("conditioning_head", "out_conv");
        settings.addProperty("concat_order", "noise_first");
        settings.addProperty("clamp_latent", false);
        settings.addProperty("prediction_type", "epsilon");
        NoiseSchedule schedule = schedule(file);
        settings.addProperty("beta_schedule", schedule.kind().publishedName());
        settings.addProperty("beta_start", schedule.start());
        settings.addProperty("beta_end", schedule.end());
        settings.addProperty("timesteps", schedule.timesteps());
        return settings;
    }

    private static NoiseSchedule schedule(TensorFile file) throws IOException {
        Optional<String> name = named(file, BETAS);
        if (name.isEmpty() || file.info(name.get()).count() == 0) {
            return NoiseSchedule.SDSEG;
        }
        double[] betas = file.readDoubles(name.get());
        for (NoiseSchedule.Kind kind : NoiseSchedule.Kind.values()) {
            NoiseSchedule schedule =
                    new NoiseSchedule(
                            kind,
                            rounded(betas[0]),
                            rounded(betas[betas.length - 1]),
                            betas.length);
            if (matches(schedule, betas)) {
                return schedule;
            }
        }
        throw new WeightsException(
                "The noise schedule '%s' in %s is neither linear nor scaled linear: SDSeg's is one of them."
                        .formatted(name.get(), file.path()));
    }

    private static boolean matches(NoiseSchedule schedule, double[] betas) {
        for (int t = 0; t < betas.length; t++) {
            double beta = schedule.beta(t);
            if (!(Math.abs(betas[t] - beta) <= ROUNDING * beta)) {
                return false;
            }
        }
        return true;
    }

    /** What somebody wrote who meant the number that single precision has made of it. */
    private static double rounded(double single) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.6g", single));
    }

    private static Optional<String> named(TensorFile file, String name) {
        return file.names().stream()
                .filter(full -> full.equals(name) || full.equals("state_dict." + name))
                .findFirst();
    }
}
