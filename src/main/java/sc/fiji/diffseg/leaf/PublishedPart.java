package sc.fiji.diffseg.leaf;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import sc.fiji.diffseg.model.SettingsJson;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.TensorSource;
import sc.fiji.diffseg.weights.WeightsException;

/**
 * A network that stands in a file of published weights.
 *
 * @param part which one
 * @param file where
 * @param naming whose names it has there
 * @param averaged whether these are running averages of a training's weights
 * @param weights its weights under the names of ours
 * @param size its sizes as a model's description has them; empty for what is too odd to be sized
 * @param told its sizes for the user
 * @param faults why the weights cannot be used: all that is missing, misshapen or left over
 */
record PublishedPart(
        LeafPart part,
        TensorFile file,
        String naming,
        boolean averaged,
        TensorSource weights,
        JsonObject size,
        String told,
        List<String> faults) {

    /** A network that is built as the sizes tell that were read off its weights. */
    private record Sized(Object size, String told, Layer network) {}

    /**
     * Reads a network's sizes off its weights, and checks that it has all of them and no others.
     *
     * @param config what a file beside the weights says of the network: heads, dropout
     */
    static PublishedPart of(
            LeafPart part,
            TensorFile file,
            String naming,
            boolean averaged,
            TensorSource weights,
            JsonObject config)
            throws IOException {
        try {
            Sized sized = sized(part, weights, config);
            return new PublishedPart(
                    part,
                    file,
                    naming,
                    averaged,
                    weights,
                    SettingsJson.write(sized.size),
                    sized.told,
                    StateDict.of(sized.network).faults(weights));
        } catch (WeightsException | IllegalArgumentException e) {
            List<String> faults = List.of(e.getMessage());
            return new PublishedPart(
                    part, file, naming, averaged, weights, new JsonObject(), "", faults);
        }
    }

    private static Sized sized(LeafPart part, TensorSource weights, JsonObject config)
            throws IOException {
        return switch (part) {
            case AUTOENCODER -> {
                AutoencoderSize size = AutoencoderSize.of(weights);
                yield new Sized(size, told(size), new Autoencoder(size));
            }
            case IMAGE_ENCODER -> {
                AutoencoderSize size = AutoencoderSize.of(weights);
                yield new Sized(size, told(size), new ImageEncoder(size, head(weights), 0));
            }
            case DENOISER -> {
                UNetSize known = SettingsJson.read(config, UNetSize.PUBLISHED, UNetSize.class);
                UNetSize size = UNetSize.of(weights, known.numHeads(), known.dropout());
                yield new Sized(size, told(size), new DenoisingUNet(size));
            }
            case TEACHER -> {
                VisionTransformerSize size =
                        VisionTransformerSize.of(weights, VisionTransformerSize.HEAD_WIDTH);
                yield new Sized(size, told(size), new VisionTransformer(size));
            }
        };
    }

    /** How the last step of an image encoder makes the condition. */
    static ConditioningHead head(TensorSource weights) {
        return weights.names().contains("out.weight")
                ? ConditioningHead.OUT_CONV
                : ConditioningHead.QUANT_MEAN;
    }

    /** How many channels go into a denoiser; 0 if its sizes are unknown. */
    int inChannels() {
        return number("in_channels");
    }

    /** How many channels the latents of an autoencoder have; 0 if its sizes are unknown. */
    int latentChannels() {
        return number("z_channels");
    }

    private int number(String setting) {
        return size.has(setting) ? size.get(setting).getAsInt() : 0;
    }

    /** What it is and where, for the user. */
    String line() {
        String average = averaged ? ", running averages" : "";
        return "%s: %s (%s names%s), from %s"
                .formatted(
                        part.title(),
                        told.isEmpty() ? "of no known size" : told,
                        naming,
                        average,
                        PublishedNeighbours.nameOf(file.path()));
    }

    private static String told(AutoencoderSize size) {
        return "%d channels times %s, latents of %d channels, %d times smaller than the image"
                .formatted(size.ch(), listed(size.chMult()), size.zChannels(), size.factor());
    }

    private static String told(UNetSize size) {
        return "%d channels in, %d channels times %s, %d heads of attention at 1/%s"
                .formatted(
                        size.inChannels(),
                        size.modelChannels(),
                        listed(size.channelMult()),
                        size.numHeads(),
                        listed(size.attentionResolutions()));
    }

    private static String told(VisionTransformerSize size) {
        return "width %d, %d blocks, patches of %d pixels, %d registers"
                .formatted(size.width(), size.depth(), size.patch(), size.registers());
    }

    private static String listed(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
