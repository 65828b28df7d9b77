package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.AdamW;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.leaf.Dinov2Files;
import sc.fiji.diffseg.leaf.LeafFamily;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.unisegdiff.UniSegDiffFamily;

/** Tests of a training of the smallest networks that something befalls. */
abstract class WithTrainer {

    private static final String LEAF =
            """
            {"autoencoder": {"ch": 32, "ch_mult": [1, 1], "num_res_blocks": 1},
             "unet": {"model_channels": 32, "channel_mult": [1, 1], "num_res_blocks": 1,
                      "attention_resolutions": [2], "num_heads": 2, "dropout": %s}}
            """;
    private static final String UNISEGDIFF =
            """
            {"size": {"widths": [32, 64], "folding": 2, "blocks": 1, "head_width": 32,
                      "attention_side": 4, "dropout": 0, "noise_skip": true}}
            """;

    final TorchEngine engine = TorchEngine.start("cpu");
    final Witness witness = new Witness();
    Trainer.Batches batches = (stage, step) -> new Discs(step, false, Long.MAX_VALUE);
    long validateEvery = 2;
    long checkpointEvery = 2;
    long minutes;
    boolean aligned;

    @TempDir Path folder;

    /** A user who asks to stop at some time. */
    static final class Stop implements Progress {
        boolean asked;

        @Override
        public void report(double fraction, String what) {}

        @Override
        public boolean isCancelled() {
            return asked;
        }
    }

    final Map<String, float[]> train(
            String checkpoint, long steps, ChangedPlan.Change change, Progress progress)
            throws IOException {
        return train(true, checkpoint, steps, change, progress);
    }

    /** Trains one step and then some more. */
    final Map<String, float[]> train(
            boolean leaf,
            String checkpoint,
            long steps,
            ChangedPlan.Change change,
            Progress progress)
            throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = new ChangedPlan(leaf ? leaf(manager) : uniSegDiff(manager), change);
            String first = plan.stages().get(0).name();
            TrainingSettings settings =
                    new TrainingSettings(
                            Map.of(
                                    first,
                                    new StageSettings(1, 1e-3, 0, "constant"),
                                    "denoiser",
                                    new StageSettings(steps, 1e-3, 0, "constant")),
                            AdamW.DEFAULT,
                            1,
                            0.9,
                            5,
                            Precision.FLOAT32,
                            validateEvery,
                            checkpointEvery);
            new Trainer(
                            engine,
                            plan,
                            settings,
                            batches,
                            witness,
                            folder.resolve(checkpoint),
                            () -> Duration.ofMinutes(minutes).toNanos())
                    .run(progress);
            return Parameters.of(plan.parameters());
        }
    }

    /**
     * With Dice for some images of a batch only, and perhaps a teacher whose weight depends on N.
     */
    private TrainingPlan leaf(NDManager manager) throws IOException {
        String method =
                """
                {"dice_weight": 1, "dice_from": 500, "inference_share": 0,
                 "alignment_normalization": "published", "projector_width": 64,
                 "teacher": "%s"}
                """
                        .formatted(aligned ? Dinov2Files.random(folder, 1).get(0) : "");
        return new LeafFamily()
                .plan(
                        engine,
                        manager,
                        JsonParser.parseString(LEAF.formatted("0")).getAsJsonObject(),
                        JsonParser.parseString(method).getAsJsonObject(),
                        Optional.empty(),
                        1);
    }

    private TrainingPlan uniSegDiff(NDManager manager) throws IOException {
        return new UniSegDiffFamily()
                .plan(
                        engine,
                        manager,
                        JsonParser.parseString(UNISEGDIFF).getAsJsonObject(),
                        JsonParser.parseString("{}").getAsJsonObject(),
                        Optional.empty(),
                        1);
    }
}
