package sc.fiji.diffseg.unisegdiff;

import com.google.gson.annotations.SerializedName;

/** What keeps the mask that the noise branch implies within [-1,1]. */
public enum Clamp {
    /** Nothing. */
    @SerializedName("none")
    NONE,
    /** The mask is limited and the noise stays as predicted. */
    @SerializedName("keep_noise")
    KEEP_NOISE,
    /** The mask is limited and the noise is what it implies then. */
    @SerializedName("recompute_noise")
    RECOMPUTE_NOISE
}
