package sc.fiji.diffseg.leaf;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import sc.fiji.diffseg.network.TrainingChoices.Size;

/** Named sizes of LEAF's networks: that of the shipped models, one between, and the paper's. */
final class LeafSizes {

    private static final String SMALL =
            """
            {"autoencoder": {"ch": 32, "ch_mult": [1, 1, 2], "num_res_blocks": 1, "z_channels": 8},
             "unet": {"in_channels": 16, "out_channels": 8, "model_channels": 64,
               "channel_mult": [1, 2, 2], "num_res_blocks": 1, "attention_resolutions": [2, 4],
               "num_heads": 4, "dropout": 0.1},
             "clamp_latent": false}
            """;

    private static final String MEDIUM =
            """
            {"autoencoder": {"ch": 64, "ch_mult": [1, 2, 2, 4], "num_res_blocks": 1,
               "z_channels": 4},
             "unet": {"in_channels": 8, "out_channels": 4, "model_channels": 96,
               "channel_mult": [1, 2, 2, 4], "num_res_blocks": 1,
               "attention_resolutions": [1, 2, 4, 8], "num_heads": 8, "dropout": 0.1},
             "clamp_latent": false}
            """;

    private LeafSizes() {}

    static List<Size> all() {
        return List.of(
                size("small", 128, SMALL),
                size("medium", 256, MEDIUM),
                size("published", 256, "{}"));
    }

    private static Size size(String name, int inputSize, String text) {
        JsonObject network = JsonParser.parseString(text).getAsJsonObject();
        long parameters = LeafNetworks.of(LeafSettings.of(network)).parameters().count();
        return new Size(name, parameters, inputSize, network);
    }
}
