package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.AdamW;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.leaf.LeafFamily;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/** Trains the denoiser of a tiny LEAF on {@link Discs}, its features aligned with a teacher's. */
public final class AlignedTraining implements StepObserver {

    private static final String NETWORK =
            """
            {"autoencoder": {"ch": 32, "ch_mult": [1, 1], "num_res_blocks": 1},
             "unet": {"model_channels": 32, "channel_mult": [1, 1], "num_res_blocks": 1,
                      "attention_resolutions": [2], "num_heads": 2, "dropout": 0.1}}
            """;

    /** Terms of the loss, step by step. */
    public final Map<String, List<Float>> parts = new LinkedHashMap<>();

    /** Tensors alive after every step. */
    public final List<Integer> alive = new ArrayList<>();

    /** What the user was told. */
    final List<String> notices = new ArrayList<>();

    private final TorchEngine engine = TorchEngine.start("cpu");

    /** The settings of the method that name a teacher. */
    public static JsonObject method(Path teacher) {
        JsonObject method = new JsonObject();
        method.addProperty("alignment_normalization", "plain");
        method.addProperty("projector_width", 64);
        method.addProperty("teacher", teacher.toString());
        return method;
    }

    /**
     * Trains, and hands the plan to whoever wants to look at it before it is gone.
     *
     * @param network what differs from the tiny network
     * @param checkpoint file to write to, and to go on from if it exists
     * @return all parameters, the projector's too
     */
    public Map<String, float[]> run(
            JsonObject network,
            JsonObject method,
            Optional<ModelFolder> base,
            long steps,
            Path checkpoint,
            Progress progress,
            Consumer<TrainingPlan> visitor)
            throws IOException {
        JsonObject sizes = JsonParser.parseString(NETWORK).getAsJsonObject();
        network.entrySet().forEach(entry -> sizes.add(entry.getKey(), entry.getValue()));
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = new LeafFamily().plan(engine, manager, sizes, method, base, 1);
            new Trainer(
                            engine,
                            plan,
                            settings(steps),
                            (stage, first) -> new Discs(first, false, Long.MAX_VALUE),
                            this,
                            checkpoint)
                    .run(progress);
            visitor.accept(plan);
            return Parameters.of(plan.parameters().and(plan.auxiliary()));
        }
    }

    private static TrainingSettings settings(long steps) {
        return new TrainingSettings(
                Map.of(
                        "autoencoder", new StageSettings(0, 1e-3, 0, "constant"),
                        "denoiser", new StageSettings(steps, 1e-3, 0, "constant")),
                AdamW.DEFAULT,
                1,
                0.99,
                5,
                Precision.FLOAT32,
                1000,
                2);
    }

    /** Mean of a term of the loss over some steps. */
    public double mean(String part, int from, int to) {
        return parts.get(part).subList(from, to).stream()
                .mapToDouble(Float::doubleValue)
                .average()
                .orElseThrow();
    }

    @Override
    public void noticed(String sentence) {
        notices.add(sentence);
    }

    @Override
    public void stepped(
            TrainingStage stage,
            long step,
            double loss,
            Map<String, Float> terms,
            double gradientNorm) {
        terms.forEach((name, x) -> parts.computeIfAbsent(name, n -> new ArrayList<>()).add(x));
        alive.add(engine.liveArrays());
    }
}
