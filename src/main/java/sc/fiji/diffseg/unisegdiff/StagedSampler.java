package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import java.util.List;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.diffusion.Combination;
import sc.fiji.diffseg.diffusion.DdimStep;
import sc.fiji.diffseg.diffusion.Mixture;
import sc.fiji.diffseg.diffusion.NoiseSchedule;
import sc.fiji.diffseg.diffusion.Parameterization;
import sc.fiji.diffseg.diffusion.StagedTimesteps;
import sc.fiji.diffseg.engine.Tensors;

/**
 * Staged sampling (section 2.2): pure noise, one jump by the mask branch, DDIM steps in each
 * branch, one last step by the noise branch.
 *
 * <p>Masks are tensors (N,1,H,W), 1 foreground and -1 background before the noise. Results belong
 * to the manager of the first argument that is a tensor, which is not closed.
 */
final class StagedSampler {

    private final UniSegDiffSettings settings;
    private final NoiseSchedule schedule;
    private final StagedTimesteps stages;

    StagedSampler(UniSegDiffSettings settings) {
        this.settings = settings;
        schedule = settings.noise();
        stages = settings.stages();
    }

    /**
     * A mask at the end of the probabilistic stage.
     *
     * @param noisy the noisy mask, X_299 in the paper
     * @param clean the clean mask estimated in the step that led to it
     */
    record Midway(NDArray noisy, NDArray clean) implements AutoCloseable {
        @Override
        public void close() {
            noisy.close();
            clean.close();
        }
    }

    /**
     * Leads pure noise through the rapid and the probabilistic stage.
     *
     * @param withNoiseBranch whether the noise branch takes the way too
     * @return where the mask branch ended, and then, if asked for, the noise branch
     */
    List<Midway> midway(
            Branches branches, NDArray noise, boolean withNoiseBranch, Progress progress) {
        List<DdimStep> bySample =
                stages.middle(schedule, Parameterization.SAMPLE, settings.interval());
        List<DdimStep> byNoise =
                stages.middle(schedule, Parameterization.EPSILON, settings.interval());
        int all = 1 + bySample.size();
        DdimStep jump = stages.jump(schedule);
        progress.checkCancelled();
        Branches.Output first = branches.evaluate(noise, jump.timestep(), true, false);
        NDArray start;
        try (NDArray clean = first.mask()) {
            start = next(jump, noise, clean);
        }
        progress.report(1.0 / all, "denoising");
        Midway mask = null;
        Midway other = null;
        for (int i = 0; i < bySample.size(); i++) {
            progress.checkCancelled();
            DdimStep step = bySample.get(i);
            if (i == 0) {
                // Both branches start from the same mask: one evaluation serves them.
                Branches.Output output =
                        branches.evaluate(start, step.timestep(), true, withNoiseBranch);
                mask = byMask(step, start, output.mask());
                other = withNoiseBranch ? byNoise(byNoise.get(i), start, output.noise()) : null;
                start.close();
            } else {
                try (Midway before = mask) {
                    mask =
                            byMask(
                                    step,
                                    before.noisy(),
                                    branches.evaluate(before.noisy(), step.timestep(), true, false)
                                            .mask());
                }
                if (withNoiseBranch) {
                    try (Midway before = other) {
                        other =
                                byNoise(
                                        byNoise.get(i),
                                        before.noisy(),
                                        branches.evaluate(
                                                        before.noisy(),
                                                        step.timestep(),
                                                        false,
                                                        true)
                                                .noise());
                    }
                }
            }
            progress.report((i + 2.0) / all, "denoising");
        }
        return withNoiseBranch ? List.of(mask, other) : List.of(mask);
    }

    /** The last step: the noise branch leads a mask from {@link Midway#noisy} to a clean one. */
    NDArray refine(Branches branches, NDArray noisy) {
        DdimStep last = stages.last(schedule);
        try (NDArray noise = branches.evaluate(noisy, settings.lastTold(), false, true).noise()) {
            return cleanByNoise(last.clean(), noisy, noise);
        }
    }

    /**
     * Another mask at the end of the probabilistic stage: an estimated clean one, noised anew. The
     * last step being deterministic, this is one way to draw several masks from it.
     */
    NDArray renoise(NDArray clean, NDArray noise) {
        Mixture mixture = schedule.noisy(stages.low() - 1);
        return Tensors.sum(clean, mixture.ofClean(), noise, mixture.ofNoise());
    }

    /** DDIM from pure noise by one branch, for models trained at all timesteps alike. */
    NDArray uniform(Branches branches, NDArray noise, List<DdimStep> steps, Progress progress) {
        boolean byMask = settings.target() == Target.MASK;
        NDArray noisy = noise.duplicate();
        for (int i = 0; i < steps.size(); i++) {
            progress.checkCancelled();
            DdimStep step = steps.get(i);
            Branches.Output output = branches.evaluate(noisy, step.timestep(), byMask, !byMask);
            try (NDArray before = noisy) {
                Midway after =
                        byMask
                                ? byMask(step, before, output.mask())
                                : byNoise(step, before, output.noise());
                after.clean().close();
                noisy = after.noisy();
            }
            progress.report((i + 1.0) / steps.size(), "denoising");
        }
        return noisy;
    }

    /** One step of the mask branch; the estimate goes into the result. */
    private Midway byMask(DdimStep step, NDArray noisy, NDArray clean) {
        return new Midway(next(step, noisy, clean), clean);
    }

    private Midway byNoise(DdimStep step, NDArray noisy, NDArray epsilon) {
        try (epsilon) {
            NDArray clean = cleanByNoise(step.clean(), noisy, epsilon);
            NDArray next;
            if (settings.clamp() == Clamp.RECOMPUTE_NOISE) {
                DdimStep ofClean =
                        DdimStep.between(
                                schedule,
                                Parameterization.SAMPLE,
                                step.timestep(),
                                step.previous());
                next = next(ofClean, noisy, clean);
            } else {
                next = Tensors.sum(clean, step.next().ofClean(), epsilon, step.next().ofNoise());
            }
            return new Midway(next, clean);
        }
    }

    private NDArray cleanByNoise(Combination estimate, NDArray noisy, NDArray epsilon) {
        NDArray clean = Tensors.sum(noisy, estimate.ofNoisy(), epsilon, estimate.ofOutput());
        if (settings.clamp() == Clamp.NONE) {
            return clean;
        }
        try (clean) {
            return Tensors.limited(clean, -1, 1);
        }
    }

    /** The next noisy mask from this one and the estimated clean one. */
    private static NDArray next(DdimStep step, NDArray noisy, NDArray clean) {
        double noise = step.next().ofNoise();
        return Tensors.sum(
                noisy,
                noise * step.noise().ofNoisy(),
                clean,
                step.next().ofClean() + noise * step.noise().ofOutput());
    }
}
