package sc.fiji.diffseg.leaf;

import com.google.gson.annotations.SerializedName;

/** What the sum of the cosines is divided by in LEAF's distillation loss. */
public enum AlignmentNormalization {
    /** The number of tokens in the batch, as Eq. 5 of the paper says. */
    @SerializedName("plain")
    PLAIN {
        @Override
        double factor(int batchSize) {
            return 1;
        }
    },

    /**
     * The number of tokens times the number of images: the published code divides by the latter
     * twice. The weights in the paper's Table 3 were found so, with 4 images.
     */
    @SerializedName("published")
    PUBLISHED {
        @Override
        double factor(int batchSize) {
            return 1.0 / batchSize;
        }
    };

    /** What the mean over all tokens is multiplied by. */
    abstract double factor(int batchSize);
}
