package sc.fiji.diffseg.leaf;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import sc.fiji.diffseg.weights.AssembledTensors;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * The networks that stand in one file, found by the names of a tensor that each has, whatever the
 * file puts in front of them: {@code first_stage_model.}, {@code model.diffusion_model.}, {@code
 * state_dict.} and so on.
 */
final class PublishedParts {

    /** The names that the latent diffusion code gives, LEAF's and SDSeg's too. */
    static final String COMPVIS = "CompVis";

    private static final String DIFFUSERS = "diffusers";
    private static final String ENCODER = "encoder.conv_in.weight";
    private static final String DECODER = "decoder.conv_in.weight";
    private static final String DENOISER = "input_blocks.0.0.weight";
    private static final String AVERAGED = DotlessNames.dotless(DENOISER);
    private static final List<String> TEACHER =
            List.of("patch_embed.proj.weight", "embeddings.patch_embeddings.projection.weight");

    /** First words of the names that belong to an autoencoder; the last is of one we lack. */
    private static final Set<String> OF_AUTOENCODER =
            Set.of("encoder", "decoder", "quant_conv", "post_quant_conv", "quantize");

    private static final Set<String> OF_IMAGE_ENCODER = Set.of("encoder", "quant_conv", "out");

    /** Likewise: the last two are of denoisers that know classes. */
    private static final Set<String> OF_DENOISER =
            Set.of(
                    "time_embed",
                    "input_blocks",
                    "middle_block",
                    "output_blocks",
                    "out",
                    "label_emb",
                    "id_predictor");

    private static final Set<String> OF_TEACHER =
            Set.of(
                    "cls_token",
                    "pos_embed",
                    "register_tokens",
                    "mask_token",
                    "patch_embed",
                    "blocks",
                    "norm",
                    "embeddings",
                    "encoder",
                    "layernorm");

    private final TensorFile file;
    private final TensorSource tensors;
    private final JsonObject config;
    private final List<PublishedPart> parts = new ArrayList<>();
    private final Set<String> left;

    private PublishedParts(TensorFile file, JsonObject config) throws IOException {
        this.file = file;
        this.config = config;
        tensors = TensorSource.of("", List.of(file));
        left = new LinkedHashSet<>(file.names());
    }

    /**
     * Looks for networks.
     *
     * @param averaged whether the file is known to hold running averages
     * @param config what a file beside it says of its network; may be empty
     */
    static PublishedParts in(TensorFile file, boolean averaged, JsonObject config)
            throws IOException {
        PublishedParts found = new PublishedParts(file, config);
        for (String prefix : found.prefixesOf(ENCODER)) {
            boolean both = file.names().contains(prefix + DECODER);
            found.addEncoder(prefix, both ? LeafPart.AUTOENCODER : LeafPart.IMAGE_ENCODER);
        }
        for (String prefix : found.prefixesOf(DENOISER)) {
            TensorSource own = found.claim(prefix, OF_DENOISER);
            found.add(LeafPart.DENOISER, COMPVIS, averaged, own);
        }
        found.addAverages();
        for (String marker : TEACHER) {
            for (String prefix : found.prefixesOf(marker)) {
                TensorSource official = Dinov2Names.of(found.claim(prefix, OF_TEACHER));
                found.add(LeafPart.TEACHER, "DINOv2", false, official);
            }
        }
        return found;
    }

    /** The networks, sound ones and others. */
    List<PublishedPart> parts() {
        return parts;
    }

    /** The names of all tensors that are in no network. */
    Set<String> left() {
        return left;
    }

    private List<String> prefixesOf(String marker) {
        return left.stream()
                .filter(name -> name.endsWith(marker))
                .map(name -> name.substring(0, name.length() - marker.length()))
                .filter(prefix -> prefix.isEmpty() || prefix.endsWith("."))
                .toList();
    }

    private void addEncoder(String prefix, LeafPart part) throws IOException {
        TensorSource own =
                claim(prefix, part == LeafPart.AUTOENCODER ? OF_AUTOENCODER : OF_IMAGE_ENCODER);
        boolean diffusers = DiffusersNames.recognises(own);
        add(part, diffusers ? DIFFUSERS : COMPVIS, false, diffusers ? DiffusersNames.of(own) : own);
    }

    /** Running averages, which need not have the weights themselves beside them. */
    private void addAverages() throws IOException {
        for (String name : List.copyOf(left)) {
            if (name.endsWith(AVERAGED) && left.contains(name)) {
                String prefix = name.substring(0, name.length() - AVERAGED.length());
                add(LeafPart.DENOISER, COMPVIS, true, averages(prefix));
            }
        }
    }

    private TensorSource averages(String prefix) throws IOException {
        AssembledTensors averages = new AssembledTensors();
        for (String name : new TreeSet<>(left)) {
            if (name.startsWith(prefix)) {
                String own = DotlessNames.dotted(name.substring(prefix.length()));
                if (!averages.names().contains(own)) {
                    left.remove(name);
                    averages.add(own, tensors, name);
                }
            }
        }
        return averages;
    }

    private TensorSource claim(String prefix, Set<String> firstWords) throws IOException {
        AssembledTensors own = new AssembledTensors();
        for (String name : List.copyOf(left)) {
            if (name.startsWith(prefix)) {
                String rest = name.substring(prefix.length());
                if (firstWords.contains(rest.split("\\.", 2)[0])) {
                    left.remove(name);
                    own.add(rest, tensors, name);
                }
            }
        }
        return own;
    }

    private void add(LeafPart part, String naming, boolean averaged, TensorSource weights)
            throws IOException {
        parts.add(PublishedPart.of(part, file, naming, averaged, weights, config));
    }
}
