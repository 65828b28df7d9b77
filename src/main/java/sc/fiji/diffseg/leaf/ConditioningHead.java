package sc.fiji.diffseg.leaf;

import com.google.gson.annotations.SerializedName;

/** How the image encoder's last step makes the denoiser's condition. */
public enum ConditioningHead {
    /** LEAF: the autoencoder's 1×1 {@code quant_conv}, its mean half, times the latent scale. */
    @SerializedName("quant_mean")
    QUANT_MEAN,
    /** SDSeg: a 1×1 convolution {@code out} to the latent's channels, not scaled. */
    @SerializedName("out_conv")
    OUT_CONV
}
