package sc.fiji.diffseg.unisegdiff;

import com.google.gson.annotations.SerializedName;

/** How the timesteps of a training are chosen, and with that how the model may be sampled. */
public enum Schedule {
    /** In three stages; the paper's way (section 2.2). */
    @SerializedName("staged")
    STAGED,
    /** All timesteps alike; sampled by DDIM. */
    @SerializedName("uniform")
    UNIFORM,
    /** The last timestep only; sampled in one step. */
    @SerializedName("one_step")
    ONE_STEP
}
