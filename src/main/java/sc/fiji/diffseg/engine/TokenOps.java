package sc.fiji.diffseg.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The operators of vision transformers that DJL lacks, on tokens (N,tokens,D); for all else they
 * are like those of {@link ScriptOps}.
 */
public final class TokenOps {

    private TokenOps() {}

    /**
     * Square patches as tokens, behind a class token and any register tokens.
     *
     * @param x (N,C,H,W), its sides multiples of the patch
     * @param weights kernel (D,C,p,p) and bias; class token (1,1,D); positions (1,1+patches,D) of
     *     class token and patches; and register tokens (1,R,D) where there are some
     * @return (N,1+R+patches,D), the patches row-major
     */
    public static NDArray patches(
            ScriptOps operators, NDArray x, List<NDArray> weights, boolean recorded) {
        return operators.run("patch_tokens", recorded, x, weights);
    }

    /** Layer norm over the last axis, float32 in every precision; weights: norm's two. */
    public static NDArray norm(
            ScriptOps operators,
            NDArray x,
            List<NDArray> weights,
            double epsilon,
            boolean recorded) {
        return operators.run("token_norm", recorded, x, weights, operators.scalar(epsilon));
    }

    /**
     * Transformer block: self-attention, then a perceptron with the exact GELU, each behind a layer
     * norm, scaled per channel, and added to its input.
     *
     * @param weights norm's two; (3D,D) projection to queries, keys and values and its bias; (D,D)
     *     projection and bias; scale (D); norm's two; (M,D) and (D,M) matrix, each with its bias;
     *     scale (D)
     */
    public static NDArray block(
            ScriptOps operators,
            NDArray x,
            List<NDArray> weights,
            double epsilon,
            int heads,
            boolean recorded) {
        return operators.run(
                "token_block",
                recorded,
                x,
                weights,
                operators.scalar(epsilon),
                operators.scalar(heads));
    }
}
