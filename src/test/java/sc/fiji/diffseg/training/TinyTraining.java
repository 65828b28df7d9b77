package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Pictures of discs and a recipe that trains a tiny LEAF on them in seconds. */
public final class TinyTraining {

    private static final int SIZE = 16;

    private static final String RECIPE =
            """
            {"name": "Tiny discs", "description": "Discs.", "license": "CC0-1.0",
             "authors": [{"name": "Nobody"}], "cite": [], "family": "leaf",
             "network": {
               "autoencoder": {"ch": 32, "ch_mult": [1, 1], "num_res_blocks": 1},
               "unet": {"model_channels": 32, "channel_mult": [1, 1], "num_res_blocks": 1,
                        "attention_resolutions": [2], "num_heads": 2, "dropout": 0.1}},
             "method": {"dice_weight": 1, "inference_share": 0.5},
             "input_size": 16, "batch_size": 4,
             "preprocessing": {"scaling": "by_type", "low_percentile": 1, "high_percentile": 99,
                               "framing": "whole", "tile_overlap": 0},
             "data": [{"name": "discs", "images": "images", "masks": "masks",
                       "license": "CC0-1.0", "split": "RANDOM", "weight": 1,
                       "cropping": {"framing": "WHOLE", "smallest": 1, "largest": 1, "aspect": 0,
                                    "foreground_share": 0}}],
             "validation_fraction": 0.25, "validation_images": 2,
             "augmentation": {"flips": true, "turns": true},
             "stages": {
               "autoencoder": {"steps": 2, "learning_rate": 0.001, "warm_up": 0,
                               "decay": "constant"},
               "denoiser": {"steps": 6, "learning_rate": 0.001, "warm_up": 2,
                            "decay": "cosine"}},
             "seed": 1, "precision": "FLOAT32", "average_decay": 0.9,
             "validate_every": 2, "checkpoint_every": 2}
            """;

    private TinyTraining() {}

    /** The recipe, to be changed at will. */
    public static JsonObject recipe() {
        return JsonParser.parseString(RECIPE).getAsJsonObject();
    }

    /** The recipe's only data set. */
    static JsonObject data(JsonObject recipe) {
        return recipe.getAsJsonArray("data").get(0).getAsJsonObject();
    }

    /** Reads a recipe as users do, from a file. */
    static Recipe read(JsonObject recipe, Path file) throws IOException {
        return Recipe.read(Files.writeString(file, recipe.toString()));
    }

    /** Writes pairs named {@code a_0}, {@code a_1}, {@code b_2}, {@code b_3}, {@code c_4}, ... */
    public static void writePictures(Path root, int from, int to) {
        for (int i = from; i < to; i++) {
            SplittableRandom random = new SplittableRandom(i);
            double cx = 5 + 6 * random.nextDouble();
            double cy = 5 + 6 * random.nextDouble();
            String name = (char) ('a' + i / 2) + "_" + i + ".png";
            Pictures.Paint disc = (x, y) -> Math.hypot(x - cx, y - cy) < 4 ? 200 : 20;
            Pictures.grey(root.resolve("images").resolve(name), SIZE, SIZE, disc);
            Pictures.grey(
                    root.resolve("masks").resolve(name),
                    SIZE,
                    SIZE,
                    (x, y) -> disc.at(x, y) > 100 ? 255 : 0);
        }
    }
}
