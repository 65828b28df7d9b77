package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * Some of LEAF's networks, from which a training begins as LEAF's own does: the autoencoder as it
 * is, the image encoder as a copy of the autoencoder's, the denoiser with a wider input. What the
 * base lacks begins from nothing.
 *
 * @param base describes a base
 */
record LeafBase(ModelDescription base) {

    private static final List<LeafPart> SIZED = List.of(LeafPart.AUTOENCODER, LeafPart.DENOISER);

    /**
     * The settings of the model to be.
     *
     * @param wanted what the training wants; sizes of networks that the base has are ignored, save
     *     for the dropout
     * @throws IllegalArgumentException in one sentence, if the networks do not fit each other
     */
    LeafSettings settings(JsonObject wanted) {
        if (has(LeafPart.TEACHER)) {
            throw new IllegalArgumentException(
                    "'%s' is a teacher and not what a training starts from: name its folder as 'teacher' in the recipe."
                            .formatted(base.name()));
        }
        JsonObject network = wanted.deepCopy();
        for (LeafPart part : SIZED) {
            if (base.network().has(part.setting())) {
                network.add(part.setting(), base.network().get(part.setting()));
            }
        }
        if (has(LeafPart.DENOISER)) {
            JsonObject unet = network.getAsJsonObject(LeafPart.DENOISER.setting());
            unet.addProperty("in_channels", 2 * unet.get("out_channels").getAsInt());
            JsonObject asked = wanted.getAsJsonObject(LeafPart.DENOISER.setting());
            if (asked != null && asked.has("dropout")) {
                unet.add("dropout", asked.get("dropout"));
            }
        }
        return LeafSettings.of(network);
    }

    /** Whether the base has a network. */
    boolean has(LeafPart part) {
        return base.network().has(part.setting());
    }

    /**
     * Gives networks their first weights.
     *
     * @param files the base's weights
     * @param manager owns the weights
     * @param seed of the weights that begin from nothing
     * @throws IOException in one sentence, if the weights do not fit
     */
    void load(LeafNetworks networks, List<? extends TensorFile> files, NDManager manager, long seed)
            throws IOException {
        StateDict autoencoder = StateDict.of(networks.autoencoder());
        StateDict imageEncoder = StateDict.of(networks.imageEncoder());
        StateDict denoiser = StateDict.of(networks.unet());
        if (has(LeafPart.AUTOENCODER)) {
            autoencoder.load(TensorSource.of(LeafNetworks.AUTOENCODER, files), manager);
        } else {
            autoencoder.initialize(manager, seed);
        }
        if (has(LeafPart.IMAGE_ENCODER)) {
            imageEncoder.load(TensorSource.of(LeafNetworks.IMAGE_ENCODER, files), manager);
        } else {
            imageEncoder.initialize(manager, seed);
            networks.copyImageEncoder(manager);
        }
        if (has(LeafPart.DENOISER)) {
            TensorSource stored = TensorSource.of(LeafNetworks.UNET, files);
            boolean narrow =
                    2 * stored.shape(WidenedInput.INPUT)[1]
                            == denoiser.shape(WidenedInput.INPUT)[1];
            denoiser.load(narrow ? new WidenedInput(stored) : stored, manager);
        } else {
            denoiser.initialize(manager, seed);
        }
    }
}
