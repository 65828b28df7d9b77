package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.diffusion.Combination;
import sc.fiji.diffseg.diffusion.DdimSampler;
import sc.fiji.diffseg.diffusion.DdimStep;
import sc.fiji.diffseg.diffusion.Mixture;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;

/**
 * Draws masks: from an image to its condition, from noise to a latent, from a latent to a
 * probability (LEAF section 2.3; with several steps, DDIM with eta 0).
 */
final class LeafSampler {

    private final LeafNetworks networks;
    private final LeafSettings settings;

    LeafSampler(LeafNetworks networks, LeafSettings settings) {
        this.networks = networks;
        this.settings = settings;
    }

    /** The condition (N, latent channels, h, w), scaled as the denoiser wants it. */
    NDArray condition(Pass pass, NDArray images) {
        try (NDArray centred = Tensors.times(images, 2)) {
            NDArray condition = networks.imageEncoder().apply(pass, centred.subi(1));
            if (settings.conditioningHead() == ConditioningHead.OUT_CONV) {
                return condition;
            }
            try (condition) {
                return Tensors.times(condition, settings.latentScale());
            }
        }
    }

    /** One run of the denoiser on a noisy latent. */
    NDArray denoise(Pass pass, NDArray condition, NDArray noisy, int[] timesteps) {
        boolean imageFirst = settings.concatOrder() == ConcatOrder.IMAGE_FIRST;
        NDArray first = imageFirst ? condition : noisy;
        try (NDArray both = first.concat(imageFirst ? noisy : condition, 1)) {
            return networks.unet().predict(pass, both, timesteps);
        }
    }

    /**
     * Denoises a latent.
     *
     * @param noise standard normal, of the condition's shape
     * @param steps number of denoising steps
     * @return the clean latent, clamped if the model says so, still scaled
     */
    NDArray latent(Pass pass, NDArray condition, NDArray noise, int steps, Progress progress) {
        List<DdimStep> schedule =
                DdimSampler.steps(settings.schedule(), settings.parameterization(), steps);
        NDArray latent = noise.duplicate();
        for (int i = 0; i < schedule.size(); i++) {
            progress.checkCancelled();
            DdimStep step = schedule.get(i);
            int[] timesteps = new int[(int) condition.getShape().get(0)];
            Arrays.fill(timesteps, step.timestep());
            try (NDArray noisy = latent;
                    NDArray output = denoise(pass, condition, noisy, timesteps)) {
                latent = next(step, noisy, output);
            }
            progress.report((i + 1.0) / schedule.size(), "denoising");
        }
        return latent;
    }

    /** The latent that a step leads to; both arrays are used up. */
    NDArray next(DdimStep step, NDArray noisy, NDArray output) {
        try (NDManager scope = noisy.getManager().newSubManager()) {
            noisy.attach(scope);
            output.attach(scope);
            NDArray clean = clean(step.clean(), noisy, output);
            Mixture mixture = step.next();
            NDArray next =
                    mixture.ofNoise() == 0
                            ? clean
                            : Tensors.sum(
                                    clean,
                                    mixture.ofClean(),
                                    combine(step.noise(), noisy, output),
                                    mixture.ofNoise());
            next.attach(scope.getParentManager());
            return next;
        }
    }

    /** The estimate of the clean latent from a noisy one and the denoiser's output. */
    NDArray clean(Combination combination, NDArray noisy, NDArray output) {
        NDArray estimate = combine(combination, noisy, output);
        return settings.clampLatent() ? Tensors.limited(estimate, -1, 1) : estimate;
    }

    private static NDArray combine(Combination combination, NDArray noisy, NDArray output) {
        if (combination.ofNoisy() == 0) {
            // Never duplicate(): it hides the output from the gradients.
            return Tensors.times(output, combination.ofOutput());
        }
        return Tensors.sum(noisy, combination.ofNoisy(), output, combination.ofOutput());
    }

    /** Decoded images (N,3,H,W) of scaled latents, not limited to [-1,1]. */
    NDArray decode(Pass pass, NDArray latents) {
        try (NDArray raw = Tensors.times(latents, 1 / settings.latentScale())) {
            return networks.autoencoder().decode(pass, raw);
        }
    }

    /**
     * Probability (N,1,H,W) of scaled latents: every channel limited to [-1,1], mapped to [0,1],
     * and then their mean, so that only what is white in all channels is certain.
     */
    NDArray probability(Pass pass, NDArray latents) {
        try (NDArray decoded = decode(pass, latents);
                NDArray limited = Tensors.limited(decoded, -1, 1)) {
            return whiteness(limited);
        }
    }

    /**
     * The {@link #probability} for learning: the same values, but the gradient passes the limits
     * where it is to lead back over them.
     *
     * @param masks (N,1,H,W), 0 or 1: what is to be learned
     */
    NDArray learnableProbability(Pass pass, NDArray latents, NDArray masks) {
        try (NDArray decoded = decode(pass, latents);
                NDArray limited = limitedTowards(masks, decoded)) {
            return whiteness(limited);
        }
    }

    /**
     * Images limited to [-1,1], for learning. Behind the limits the gradient is 0 where the mask
     * lies on the same side, and passes where it lies on the other one: else a network that once
     * predicts nothing but background, a little below -1 everywhere, would never hear of the
     * foreground it misses; and if it passed everywhere, all that background would go on pushing
     * itself further down.
     *
     * @param masks (N,1,H,W), 0 or 1
     * @param images (N,3,H,W)
     */
    static NDArray limitedTowards(NDArray masks, NDArray images) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray limited = Tensors.limited(images, -1, 1);
            NDArray constant = images.stopGradient();
            NDArray excess = constant.sub(limited.stopGradient());
            NDArray sides = Tensors.times(masks, 2).sub(1);
            NDArray wrong = Tensors.below(excess.mul(sides), 0);
            NDArray passing = images.sub(constant).mul(wrong);
            NDArray result = limited.add(passing);
            scope.ret(result);
            return result;
        }
    }

    private static NDArray whiteness(NDArray images) {
        try (NDArray mean = images.mean(new int[] {1}, true);
                NDArray half = Tensors.times(mean, 0.5)) {
            return half.add(0.5f);
        }
    }
}
