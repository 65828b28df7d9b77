package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.diffusion.DdimSampler;
import sc.fiji.diffseg.diffusion.DdimStep;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.diffusion.Parameterization;
import sc.fiji.diffseg.network.NoiseTensors;

/**
 * Draws masks for images whose conditions are known, several chains of noise at a time.
 *
 * <p>Every mask's noise belongs to its image and its number, so that it does not depend on how many
 * chains run together.
 */
final class MaskDrawer {

    /** Noisy masks that are denoised together at most, unless there are more images than that. */
    static final int ROWS = 10;

    private final UniSegDiffSettings settings;
    private final StagedSampler sampler;
    private final Function<Conditions, Branches> network;
    private final Conditions conditions;
    private final List<NoiseKey> keys;
    private final long seed;
    private final long[] shape;

    /**
     * Prepares drawing.
     *
     * @param network the denoiser under conditions of as many images as there will be noisy masks
     * @param conditions of the images; drawn masks belong to their manager
     * @param keys one per image
     * @param height of a mask
     * @param width of a mask
     */
    MaskDrawer(
            UniSegDiffSettings settings,
            Function<Conditions, Branches> network,
            Conditions conditions,
            List<NoiseKey> keys,
            long seed,
            long height,
            long width) {
        this.settings = settings;
        this.network = network;
        this.conditions = conditions;
        this.keys = keys;
        this.seed = seed;
        sampler = new StagedSampler(settings);
        shape = new long[] {1, height, width};
    }

    /** Draws clean masks (N,1,H,W) in [-1,1]; those of the mask branch come first. */
    List<NDArray> draw(SamplerMode mode, int samples, int steps, Progress progress) {
        return switch (mode) {
            case SINGLE ->
                    chains(
                            samples,
                            progress,
                            (branches, noise, part) -> {
                                try (StagedSampler.Midway midway =
                                        sampler.midway(branches, noise, false, part).get(0)) {
                                    return List.of(sampler.refine(branches, midway.noisy()));
                                }
                            });
            case FULL -> full(samples, progress);
            case FAST -> fast(samples, progress);
            case UNIFORM -> uniform(samples, steps, progress);
            case ONE_STEP -> uniform(samples, 1, progress);
            case UNET -> throw new IllegalArgumentException("The feature network draws nothing.");
        };
    }

    private List<NDArray> full(int samples, Progress progress) {
        int chains = (samples + 1) / 2;
        List<NDArray> pairs =
                chains(
                        chains,
                        progress,
                        (branches, noise, part) -> {
                            List<StagedSampler.Midway> ends =
                                    sampler.midway(branches, noise, true, part);
                            try (StagedSampler.Midway mask = ends.get(0);
                                    StagedSampler.Midway other = ends.get(1)) {
                                return List.of(
                                        sampler.refine(branches, mask.noisy()),
                                        sampler.refine(branches, other.noisy()));
                            }
                        });
        pairs.subList(samples, pairs.size()).forEach(NDArray::close);
        return pairs.subList(0, samples);
    }

    private List<NDArray> fast(int samples, Progress progress) {
        int ofMask = (samples + 1) / 2;
        try (NDManager scope = manager().newSubManager()) {
            Branches branches = branches(1, scope);
            NDArray noise = NoiseTensors.gaussians(scope, keys, seed, 0, 1, shape);
            boolean both = samples > 1;
            List<StagedSampler.Midway> ends =
                    sampler.midway(branches, noise, both, progress.part(0, 0.5));
            List<NDArray> masks = new ArrayList<>();
            renoised(ends.get(0).clean(), 1, ofMask, masks, progress.part(0.5, 0.75));
            if (both) {
                renoised(
                        ends.get(1).clean(),
                        1 + ofMask,
                        samples - ofMask,
                        masks,
                        progress.part(0.75, 1));
            }
            return masks;
        }
    }

    private void renoised(
            NDArray clean, int first, int count, List<NDArray> masks, Progress progress) {
        int together = together();
        for (int done = 0; done < count; done += together) {
            progress.checkCancelled();
            int chunk = Math.min(together, count - done);
            try (NDManager scope = manager().newSubManager()) {
                NDArray repeated = Conditions.repeat(clean, chunk, scope);
                NDArray noise =
                        NoiseTensors.gaussians(scope, keys, seed, first + done, chunk, shape);
                NDArray noisy = sampler.renoise(repeated, noise);
                split(sampler.refine(branches(chunk, scope), noisy), chunk, masks);
            }
            progress.report((done + chunk) / (double) count, "denoising");
        }
    }

    private List<NDArray> uniform(int samples, int steps, Progress progress) {
        Parameterization predicted =
                settings.target() == Target.MASK
                        ? Parameterization.SAMPLE
                        : Parameterization.EPSILON;
        List<DdimStep> schedule = DdimSampler.steps(settings.noise(), predicted, steps);
        return chains(
                samples,
                progress,
                (branches, noise, part) ->
                        List.of(sampler.uniform(branches, noise, schedule, part)));
    }

    /** Leads rows of pure noise to one or more clean masks each. */
    private interface Chain {
        List<NDArray> run(Branches branches, NDArray noise, Progress progress);
    }

    /** Runs independent chains; all first results come before all second ones. */
    private List<NDArray> chains(int count, Progress progress, Chain chain) {
        List<List<NDArray>> results = new ArrayList<>();
        int together = together();
        for (int done = 0; done < count; done += together) {
            int chunk = Math.min(together, count - done);
            Progress part = progress.part(done / (double) count, (done + chunk) / (double) count);
            try (NDManager scope = manager().newSubManager()) {
                NDArray noise = NoiseTensors.gaussians(scope, keys, seed, done, chunk, shape);
                List<NDArray> ends = chain.run(branches(chunk, scope), noise, part);
                for (int i = 0; i < ends.size(); i++) {
                    if (results.size() == i) {
                        results.add(new ArrayList<>());
                    }
                    split(ends.get(i), chunk, results.get(i));
                }
            }
        }
        return results.stream().flatMap(List::stream).toList();
    }

    private int together() {
        return Math.max(1, ROWS / keys.size());
    }

    private NDManager manager() {
        return conditions.manager();
    }

    private Branches branches(int chains, NDManager scope) {
        return network.apply(conditions.repeated(chains, scope));
    }

    /** Adds (N,1,H,W) for each of the chains whose rows lie next to each other per image. */
    private void split(NDArray rows, int chains, List<NDArray> masks) {
        long images = keys.size();
        NDArray byImage = rows.reshape(images, chains, shape[1], shape[2]);
        for (int chain = 0; chain < chains; chain++) {
            NDArray view = byImage.get(new NDIndex(":," + chain + ":" + (chain + 1)));
            NDArray mask = view.duplicate();
            mask.attach(manager());
            masks.add(mask);
        }
    }
}
