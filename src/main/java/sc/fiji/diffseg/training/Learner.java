package sc.fiji.diffseg.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sc.fiji.diffseg.engine.ScriptOps;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingStage;
import sc.fiji.diffseg.segment.NotEnoughMemoryException;

/**
 * One stage's parameters with what learning keeps beside them: AdamW's moments and the running
 * average.
 */
final class Learner implements AutoCloseable {

    /** What one step did. */
    record Step(double loss, Map<String, Float> parts, double gradientNorm) {}

    private final TorchEngine engine;
    private final TrainingStage stage;
    private final TrainingSettings settings;
    private final NDManager manager;
    private final ScriptOps operators;
    private final StateDict trainable;
    private final StateDict averaged;
    private final List<NDArray> firstMoments = new ArrayList<>();
    private final List<NDArray> secondMoments = new ArrayList<>();
    private final List<NDArray> averages = new ArrayList<>();
    private final Consumer<String> notices;
    private int imagesAtOnce = Integer.MAX_VALUE;

    /** Begins without telling anybody. */
    Learner(TorchEngine engine, TrainingStage stage, TrainingSettings settings) {
        this(engine, stage, settings, notice -> {});
    }

    /**
     * Begins with moments of zero and the parameters as averages.
     *
     * @param notices is told what the user should know, in sentences
     * @throws NotEnoughMemoryException if memory does not suffice for them; none is kept then
     */
    Learner(
            TorchEngine engine,
            TrainingStage stage,
            TrainingSettings settings,
            Consumer<String> notices) {
        this.notices = notices;
        this.engine = engine;
        this.stage = stage;
        this.settings = settings;
        manager = engine.newManager();
        operators = engine.operators(settings.precision());
        trainable = stage.trainable();
        averaged = stage.averaged();
        try {
            allocate();
        } catch (EngineException e) {
            close();
            engine.releaseMemory();
            if (!TorchEngine.isOutOfMemory(e)) {
                throw e;
            }
            throw new NotEnoughMemoryException(
                    "Memory does not suffice to train the %s: choose a smaller model or another device."
                            .formatted(stage.name()));
        }
    }

    private void allocate() {
        for (String name : trainable.names()) {
            firstMoments.add(Tensors.zeros(manager, trainable.shape(name)));
            secondMoments.add(Tensors.zeros(manager, trainable.shape(name)));
        }
        for (NDArray array : averaged.arrays()) {
            NDArray average = array.duplicate();
            average.attach(manager);
            averages.add(average);
        }
        trainable.setTrainable(true);
    }

    /**
     * Learns from one batch. Where memory does not suffice for all of its images at once, half as
     * many are tried, and half of those again: their gradients are added up, so that the step
     * remains that of the whole batch but for dropout. What was found to fit is kept to.
     *
     * @param step number of the step in the stage, from 1
     * @throws DivergedException if the loss or the gradient is no number; nothing is learned then
     * @throws NotEnoughMemoryException if memory does not suffice for a single image
     */
    Step step(TrainingBatch batch, long step) {
        StageSettings schedule = settings.stages().get(stage.name());
        Loss loss = gradients(batch, step);
        try (NDManager scope = engine.newManager()) {
            List<NDArray> parameters = trainable.arrays();
            List<NDArray> gradients = attachedGradients(scope);
            double norm = operators.clip(gradients, settings.gradientLimit());
            // An infinite norm of finite gradients clips them to 0.
            if (!Double.isFinite(norm) && !areFinite(gradients)) {
                operators.zero(gradients);
                throw DivergedException.ofGradient(stage.name(), step, settings);
            }
            operators.adamw(
                    parameters,
                    gradients,
                    firstMoments,
                    secondMoments,
                    settings.optimizer(),
                    schedule.learningRateAt(step),
                    step);
            operators.zero(gradients);
            if (!averages.isEmpty()) {
                operators.average(averages, averaged.arrays(), settings.averageDecayAt(step));
            }
            return new Step(loss.total, loss.parts, norm);
        }
    }

    /** Leaves the batch's gradients with the parameters. */
    private Loss gradients(TrainingBatch batch, long step) {
        while (true) {
            int atOnce = Math.min(imagesAtOnce, batch.count());
            try {
                return gradients(batch, step, atOnce);
            } catch (EngineException e) {
                if (!TorchEngine.isOutOfMemory(e)) {
                    throw e;
                }
                if (atOnce == 1) {
                    throw new NotEnoughMemoryException(
                            ("Memory does not suffice for the gradients of a single image of %d x %d"
                                            + " pixels: choose a smaller input size or model, or"
                                            + " another device.")
                                    .formatted(batch.width(), batch.height()));
                }
                imagesAtOnce = (atOnce + 1) / 2;
                notices.accept(
                        ("Memory does not suffice for %d images at once: from step %d of the stage"
                                        + " '%s' on, their gradients are added up from %d at a time;"
                                        + " the batch size remains %d.")
                                .formatted(
                                        atOnce, step, stage.name(), imagesAtOnce, batch.count()));
            }
            try (NDManager scope = engine.newManager()) {
                operators.zero(attachedGradients(scope));
            }
            engine.releaseMemory();
        }
    }

    private Loss gradients(TrainingBatch batch, long step, int atOnce) {
        Loss loss = new Loss();
        try (GradientCollector collector = engine.newGradientCollector()) {
            for (int from = 0; from < batch.count(); from += atOnce) {
                TrainingBatch part = batch;
                if (atOnce < batch.count()) {
                    part = batch.part(from, Math.min(batch.count(), from + atOnce));
                }
                double share = part.count() / (double) batch.count();
                engine.seed(part.seed() + part.first());
                try (NDManager scope = engine.newManager()) {
                    StageLoss found = stage.loss(part, Pass.training(operators), scope);
                    loss.add(found, share);
                    if (!Double.isFinite(loss.total)) {
                        throw DivergedException.ofLoss(stage.name(), step, found.parts(), settings);
                    }
                    collector.backward(
                            share == 1 ? found.total() : Tensors.times(found.total(), share));
                }
            }
        }
        return loss;
    }

    private List<NDArray> attachedGradients(NDManager scope) {
        List<NDArray> gradients = new ArrayList<>();
        for (NDArray parameter : trainable.arrays()) {
            NDArray gradient = parameter.getGradient();
            gradient.attach(scope);
            gradients.add(gradient);
        }
        return gradients;
    }

    private static boolean areFinite(List<NDArray> arrays) {
        for (NDArray array : arrays) {
            for (float value : Tensors.toFloats(array)) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The loss of a batch, added up from its parts. */
    private static final class Loss {
        private final Map<String, Float> parts = new LinkedHashMap<>();
        private final Map<String, Double> shares = new HashMap<>();
        private double total;

        void add(StageLoss loss, double share) {
            total += share * loss.total().getFloat();
            loss.parts()
                    .forEach(
                            (name, value) -> {
                                // A term may be absent from some parts: the mean is over the rest.
                                double before = shares.getOrDefault(name, 0.0);
                                double mean = parts.getOrDefault(name, 0f) * before + share * value;
                                parts.put(name, (float) (mean / (before + share)));
                                shares.put(name, before + share);
                            });
        }
    }

    /** How many images are learned from at once, at most. */
    int imagesAtOnce() {
        return imagesAtOnce;
    }

    /** Keeps to a number of images that was found to fit before. */
    void setImagesAtOnce(int images) {
        imagesAtOnce = images;
    }

    /** Runs a job while the averaged parameters hold their running averages. */
    void withAverages(Runnable job) {
        exchangeAverages();
        try {
            job.run();
        } finally {
            exchangeAverages();
        }
    }

    /** Exchanges the averaged parameters with their running averages. */
    void exchangeAverages() {
        operators.exchange(averages, averaged.arrays());
    }

    /** Takes back what {@link #state} said. */
    void restore(Map<String, FloatBuffer> state) {
        try (NDManager scope = engine.newManager()) {
            state().forEach(
                            (name, array) -> {
                                FloatBuffer values = state.get(name);
                                NDArray source =
                                        Tensors.filled(
                                                scope,
                                                buffer -> buffer.put(values),
                                                array.getShape().getShape());
                                operators.copy(source, array);
                            });
        }
    }

    /** What a checkpoint keeps of the learning besides the parameters, by name. */
    Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        List<String> names = trainable.names();
        for (int i = 0; i < names.size(); i++) {
            state.put("m." + names.get(i), firstMoments.get(i));
            state.put("v." + names.get(i), secondMoments.get(i));
        }
        for (int i = 0; i < averages.size(); i++) {
            state.put("average." + averaged.names().get(i), averages.get(i));
        }
        return state;
    }

    @Override
    public void close() {
        trainable.setTrainable(false);
        manager.close();
    }
}
