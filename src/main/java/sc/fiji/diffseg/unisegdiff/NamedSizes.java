package sc.fiji.diffseg.unisegdiff;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import sc.fiji.diffseg.network.TrainingChoices.Size;

/** Named sizes of UniSegDiff's networks: that of the shipped model, one between, and the full. */
final class NamedSizes {

    private static final String SMALL =
            """
            {"size": {"widths": [32, 64, 96, 128, 192], "folding": 2, "blocks": 1,
               "head_width": 32, "attention_side": 16, "dropout": 0, "noise_skip": true},
             "low_pinning": "embedding"}
            """;

    private static final String MEDIUM =
            """
            {"size": {"widths": [64, 96, 128, 192, 256], "folding": 2, "blocks": 2,
               "head_width": 32, "attention_side": 16, "dropout": 0, "noise_skip": true}}
            """;

    private NamedSizes() {}

    static List<Size> all() {
        return List.of(
                size("small", 128, SMALL), size("medium", 256, MEDIUM), size("full", 256, "{}"));
    }

    private static Size size(String name, int inputSize, String text) {
        JsonObject network = JsonParser.parseString(text).getAsJsonObject();
        UniSegDiffSettings settings = UniSegDiffSettings.of(network);
        long parameters = UniSegDiffNetworks.of(settings).parameters(settings).count();
        return new Size(name, parameters, inputSize, network);
    }
}
