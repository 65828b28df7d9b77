package sc.fiji.diffseg.leaf;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import sc.fiji.diffseg.model.Citation;

/**
 * Where published weights come from, as far as their layout tells, and what becomes of them.
 *
 * @param parts the networks that are taken
 */
record PublishedSource(Map<LeafPart, PublishedPart> parts) {

    static final Citation LEAF =
            new Citation(
                    "Huang et al., LEAF: Latent Diffusion with Efficient Encoder Distillation for"
                            + " Aligned Features in Medical Image Segmentation, MICCAI 2025",
                    "");

    private static final Citation SDSEG =
            new Citation(
                    "Lin et al., Stable Diffusion Segmentation for Biomedical Images with"
                            + " Single-step Reverse Process, MICCAI 2024",
                    "");

    private static final Citation LATENT_DIFFUSION =
            new Citation(
                    "Rombach et al., High-Resolution Image Synthesis with Latent Diffusion Models,"
                            + " CVPR 2022",
                    "10.1109/CVPR52688.2022.01042");

    private static final Citation DINOV2 =
            new Citation(
                    "Oquab et al., DINOv2: Learning Robust Visual Features without Supervision,"
                            + " Transactions on Machine Learning Research, 2024",
                    "");

    /** Whether the networks make a model that segments. */
    boolean isModel() {
        PublishedPart denoiser = parts.get(LeafPart.DENOISER);
        PublishedPart autoencoder = parts.get(LeafPart.AUTOENCODER);
        return denoiser != null
                && autoencoder != null
                && parts.containsKey(LeafPart.IMAGE_ENCODER)
                && denoiser.inChannels() == 2 * autoencoder.latentChannels();
    }

    /** Whether the image encoder is SDSeg's. */
    boolean isSdseg() {
        PublishedPart encoder = parts.get(LeafPart.IMAGE_ENCODER);
        return encoder != null
                && PublishedPart.head(encoder.weights()) == ConditioningHead.OUT_CONV;
    }

    /** What it is, with an article. */
    String title() {
        if (isModel()) {
            return isSdseg() ? "an SDSeg model" : "a LEAF model";
        }
        if (parts.containsKey(LeafPart.TEACHER)) {
            return "a DINOv2, the teacher of a LEAF training";
        }
        return "a base for a LEAF training: "
                + parts.keySet().stream().map(LeafPart::title).collect(Collectors.joining(", "));
    }

    /**
     * SPDX identifier of the licence that such weights are published under; empty where anybody's
     * training leaves weights of this layout.
     */
    String license() {
        if (parts.containsKey(LeafPart.TEACHER)) {
            return "Apache-2.0";
        }
        boolean latentDiffusion =
                !parts.containsKey(LeafPart.IMAGE_ENCODER)
                        && parts.values().stream()
                                .allMatch(part -> part.naming().equals(PublishedParts.COMPVIS));
        return latentDiffusion ? "MIT" : "";
    }

    /** Whom the weights are due to. */
    List<Citation> cite() {
        if (parts.containsKey(LeafPart.TEACHER)) {
            return List.of(DINOV2);
        }
        if (!parts.containsKey(LeafPart.IMAGE_ENCODER)) {
            return List.of(LATENT_DIFFUSION);
        }
        return List.of(isSdseg() ? SDSEG : LEAF, LATENT_DIFFUSION);
    }
}
