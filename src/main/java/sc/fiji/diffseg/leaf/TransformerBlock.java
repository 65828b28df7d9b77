package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import sc.fiji.diffseg.engine.TokenOps;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.Pass;

/** Self-attention and perceptron of a vision transformer, each scaled and added to its input. */
final class TransformerBlock extends Layer {

    /** Epsilon of the transformer's layer norms. */
    static final double EPSILON = 1e-6;

    private final int heads;

    TransformerBlock(int width, int hidden, int heads) {
        this.heads = heads;
        declareAffine("norm1", width);
        declareAffine("attn.qkv", 3L * width, width);
        declareAffine("attn.proj", width, width);
        declare("ls1.gamma", width);
        declareAffine("norm2", width);
        declareAffine("mlp.fc1", hidden, width);
        declareAffine("mlp.fc2", width, hidden);
        declare("ls2.gamma", width);
    }

    /** Runs the block on tokens (N,tokens,width). */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        return TokenOps.block(
                pass.operators(), inputs[0], weights(), EPSILON, heads, pass.recorded());
    }
}
