package sc.fiji.diffseg.unisegdiff;

import com.google.gson.annotations.SerializedName;

/** Which branches learn. */
public enum Target {
    /** Mask and noise; the paper's way. */
    @SerializedName("both")
    BOTH,
    /** The mask alone. */
    @SerializedName("mask")
    MASK,
    /** The noise alone. */
    @SerializedName("noise")
    NOISE
}
