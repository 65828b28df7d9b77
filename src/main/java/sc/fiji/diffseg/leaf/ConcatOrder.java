package sc.fiji.diffseg.leaf;

import com.google.gson.annotations.SerializedName;

/** In which order the denoiser is given its condition and the noisy latent. */
public enum ConcatOrder {
    /** LEAF. */
    @SerializedName("image_first")
    IMAGE_FIRST,
    /** SDSeg. */
    @SerializedName("noise_first")
    NOISE_FIRST
}
