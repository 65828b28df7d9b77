package sc.fiji.diffseg.unisegdiff;

import com.google.gson.annotations.SerializedName;

/**
 * What a pinned timestep is: "all time steps are set to" 999 or 0 (section 2.2) can be read in two
 * ways.
 */
public enum Pinning {
    /** The mask is noised to that timestep and the network is told that timestep. */
    @SerializedName("noise_level")
    NOISE_LEVEL,
    /** The mask is noised to the timestep drawn and the network is told the pinned one. */
    @SerializedName("embedding")
    EMBEDDING
}
