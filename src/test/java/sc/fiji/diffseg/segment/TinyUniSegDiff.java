package sc.fiji.diffseg.segment;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.unisegdiff.UniSegDiffFamily;

/** A UniSegDiff model of the smallest size with random weights, whose masks differ by chance. */
public final class TinyUniSegDiff {

    private TinyUniSegDiff() {}

    /** Writes a model that draws six masks by itself. */
    public static ModelFolder write(Path folder, String name) throws IOException {
        JsonObject network =
                JsonParser.parseString(
                                """
                                {"size": {"widths": [32, 64], "folding": 2, "blocks": 1,
                                  "head_width": 32, "attention_side": 4}}
                                """)
                        .getAsJsonObject();
        JsonObject sampling =
                JsonParser.parseString("{\"sampler\": \"fast\", \"samples\": 6}").getAsJsonObject();
        TorchEngine engine = TorchEngine.start("cpu");
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan =
                    new UniSegDiffFamily()
                            .plan(engine, manager, network, new JsonObject(), Optional.empty(), 1);
            return TinyModel.write(
                    folder,
                    ModelDescription.builder(name, UniSegDiffFamily.NAME)
                            .network(plan.network())
                            .sampling(sampling),
                    plan.parameters());
        }
    }
}
