package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import sc.fiji.diffseg.diffusion.Mixture;
import sc.fiji.diffseg.diffusion.NoiseSchedule;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.NoiseTensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.SoftDice;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * Trains denoiser and image encoder, the autoencoder being frozen (LEAF section 2) unless its
 * decoder is wished to learn from the soft Dice: L1 between the predicted and the true target (Eq.
 * 4), plus the feature alignment where there is a teacher (Eq. 5-6), plus, if wished, soft Dice of
 * the decoded mask.
 */
final class DenoiserStage implements TrainingStage {

    /** Name of the stage in settings. */
    static final String NAME = "denoiser";

    private final LeafTrainingPlan plan;
    private final DenoiserSettings settings;
    private final Optional<Alignment> alignment;
    private final StateDict unet;
    private final StateDict imageEncoder;
    private final StateDict decoder;

    DenoiserStage(LeafTrainingPlan plan, DenoiserSettings settings, Optional<Alignment> alignment) {
        this.plan = plan;
        this.settings = settings;
        this.alignment = alignment;
        unet = StateDict.of(plan.networks().unet()).prefixed(LeafNetworks.UNET);
        imageEncoder =
                StateDict.of(plan.networks().imageEncoder()).prefixed(LeafNetworks.IMAGE_ENCODER);
        decoder =
                settings.learnDecoder()
                        ? plan.networks()
                                .autoencoder()
                                .decoding()
                                .prefixed(LeafNetworks.AUTOENCODER)
                        : StateDict.empty();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StateDict trainable() {
        StateDict model = unet.and(imageEncoder).and(decoder);
        return alignment.map(a -> model.and(a.parameters())).orElse(model);
    }

    @Override
    public StateDict averaged() {
        StateDict always = unet.and(decoder);
        return settings.averageImageEncoder() ? always.and(imageEncoder) : always;
    }

    @Override
    public boolean validated() {
        return true;
    }

    @Override
    public void prepare(Iterator<TrainingBatch> batches) {
        if (!settings.warmEncoder()) {
            plan.prepareLatents(batches);
        }
    }

    @Override
    public StageLoss loss(TrainingBatch batch, Pass pass, NDManager step) {
        int[] all = timesteps(batch, plan.settings().schedule().timesteps());
        int[] timesteps = Arrays.copyOfRange(all, batch.first(), batch.first() + batch.count());
        NDArray clean = maskLatents(batch, pass, step);
        NDArray noise = NoiseTensors.ofStep(step, batch, 0, clean.getShape().getShape());
        return loss(batch, pass, step, timesteps, clean, noise);
    }

    /** What the denoiser is to predict: the scaled latents of a batch's masks. */
    NDArray maskLatents(TrainingBatch batch, Pass pass, NDManager step) {
        return plan.maskLatents(batch, pass, step);
    }

    /** The loss of a batch whose mask latents are noised with a noise to timesteps. */
    StageLoss loss(
            TrainingBatch batch,
            Pass pass,
            NDManager step,
            int[] timesteps,
            NDArray clean,
            NDArray noise) {
        NoiseSchedule schedule = plan.settings().schedule();
        NDArray noisy = mix(timesteps, clean, noise, schedule::noisy);
        NDArray target =
                mix(
                        timesteps,
                        clean,
                        noise,
                        t -> plan.settings().parameterization().target(schedule, t));
        NDArray images =
                Tensors.of(step, batch.images(), batch.count(), 3, batch.height(), batch.width());
        NDArray condition = plan.sampler().condition(pass, images);
        Optional<Alignment.Tap> tap = alignment.map(a -> a.tap(pass));
        NDArray output =
                plan.sampler()
                        .denoise(
                                tap.map(t -> pass.observedBy(t)).orElse(pass),
                                condition,
                                noisy,
                                timesteps);
        NDArray l1 = output.sub(target).abs().mean();
        Map<String, Float> parts = new LinkedHashMap<>();
        parts.put("l1", l1.getFloat());
        NDArray total = l1;
        if (tap.isPresent()) {
            NDArray distance = tap.get().distance(batch, step);
            parts.put("alignment", distance.getFloat());
            total = total.add(Tensors.times(distance, alignment.get().weight(batch.whole())));
        }
        if (settings.diceWeight() > 0) {
            NDArray dice = diceLoss(batch, pass, step, timesteps, noisy, output);
            if (dice != null) {
                parts.put("dice", dice.getFloat());
                double weight = settings.diceWeight() * shareOfDice(batch, timesteps);
                total = total.add(Tensors.times(dice, weight));
            }
        }
        return new StageLoss(total, parts);
    }

    /** A timestep for every image of the whole batch. */
    private int[] timesteps(TrainingBatch batch, int count) {
        SplittableRandom random = new SplittableRandom(batch.seed());
        int[] timesteps = new int[batch.whole()];
        for (int i = 0; i < timesteps.length; i++) {
            boolean last = random.nextDouble() < settings.inferenceShare();
            int drawn = random.nextInt(count);
            timesteps[i] = last ? count - 1 : drawn;
        }
        return timesteps;
    }

    private interface MixtureAt {
        Mixture of(int timestep);
    }

    private static NDArray mix(int[] timesteps, NDArray clean, NDArray noise, MixtureAt mixtures) {
        float[] ofClean = new float[timesteps.length];
        float[] ofNoise = new float[timesteps.length];
        for (int i = 0; i < timesteps.length; i++) {
            Mixture mixture = mixtures.of(timesteps[i]);
            ofClean[i] = (float) mixture.ofClean();
            ofNoise[i] = (float) mixture.ofNoise();
        }
        NDManager manager = clean.getManager();
        NDArray a = Tensors.of(manager, ofClean, timesteps.length, 1, 1, 1);
        NDArray b = Tensors.of(manager, ofNoise, timesteps.length, 1, 1, 1);
        return clean.mul(a).add(noise.mul(b));
    }

    /**
     * What the mean Dice of a part of a batch counts, so that the parts' losses, each weighted by
     * its number of images, add up to the whole's, where not all images count; 1 for a whole batch.
     */
    private double shareOfDice(TrainingBatch batch, int[] timesteps) {
        if (batch.whole() == batch.count()) {
            return 1;
        }
        int[] ofWhole = timesteps(batch, plan.settings().schedule().timesteps());
        double inWhole = noisyEnough(ofWhole) / (double) batch.whole();
        return noisyEnough(timesteps) / (double) batch.count() / inWhole;
    }

    private long noisyEnough(int[] timesteps) {
        return Arrays.stream(timesteps).filter(t -> t >= settings.diceFrom()).count();
    }

    /** One minus the soft Dice of the decoded masks, mean over those that are noisy enough. */
    private NDArray diceLoss(
            TrainingBatch batch,
            Pass pass,
            NDManager step,
            int[] timesteps,
            NDArray noisy,
            NDArray output) {
        NoiseSchedule schedule = plan.settings().schedule();
        List<Integer> counted = new ArrayList<>();
        NDList estimates = new NDList();
        for (int i = 0; i < timesteps.length; i++) {
            if (timesteps[i] >= settings.diceFrom()) {
                counted.add(i);
                NDIndex image = new NDIndex(i + ":" + (i + 1));
                estimates.add(
                        plan.sampler()
                                .clean(
                                        plan.settings()
                                                .parameterization()
                                                .clean(schedule, timesteps[i]),
                                        noisy.get(image),
                                        output.get(image)));
            }
        }
        if (counted.isEmpty()) {
            return null;
        }
        int area = batch.height() * batch.width();
        float[] truth = new float[counted.size() * area];
        for (int i = 0; i < counted.size(); i++) {
            System.arraycopy(batch.masks(), counted.get(i) * area, truth, i * area, area);
        }
        NDArray masks = Tensors.of(step, truth, counted.size(), 1, batch.height(), batch.width());
        NDArray latents = estimates.size() == 1 ? estimates.head() : stack(estimates);
        NDArray soft =
                plan.sampler()
                        .learnableProbability(pass.withoutDropout(), latents, masks)
                        .reshape(counted.size(), area);
        return SoftDice.losses(soft, masks.reshape(counted.size(), area)).mean();
    }

    private static NDArray stack(NDList latents) {
        NDArray first = latents.head();
        return first.getNDArrayInternal().concat(latents.subNDList(1), 0);
    }
}
