package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.engine.ScriptOps;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingStage;

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

    Learner(TorchEngine engine, TrainingStage stage, TrainingSettings settings) {
        this.engine = engine;
        this.stage = stage;
        this.settings = settings;
        manager = engine.newManager();
        operators = engine.operators(settings.precision());
        trainable = stage.trainable();
        averaged = stage.averaged();
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
     * Learns from one batch.
     *
     * @param step number of the step in the stage, from 1
     */
    Step step(TrainingBatch batch, long step) {
        StageSettings schedule = settings.stages().get(stage.name());
        engine.seed(batch.seed());
        try (NDManager scope = engine.newManager()) {
            double value;
            StageLoss loss;
            try (GradientCollector collector = engine.newGradientCollector()) {
                loss = stage.loss(batch, Pass.training(operators), scope);
                value = loss.total().getFloat();
                if (!Double.isFinite(value)) {
                    throw new DivergedException(stage.name(), step, loss.parts());
                }
                collector.backward(loss.total());
            }
            List<NDArray> parameters = trainable.arrays();
            List<NDArray> gradients = new ArrayList<>();
            for (NDArray parameter : parameters) {
                NDArray gradient = parameter.getGradient();
                gradient.attach(scope);
                gradients.add(gradient);
            }
            double norm = operators.clip(gradients, settings.gradientLimit());
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
            return new Step(value, loss.parts(), norm);
        }
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
