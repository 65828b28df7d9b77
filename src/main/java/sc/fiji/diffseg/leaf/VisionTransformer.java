package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import sc.fiji.diffseg.engine.TokenOps;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.Pass;

/**
 * The vision transformer of DINOv2 (Oquab et al., 2024), with register tokens (Darcet et al., 2024)
 * or without.
 *
 * <p>Tokens are in the order class, registers, patches row by row. Observers of a {@link Pass} are
 * shown {@code tokens_in}, what enters the first block, and {@code blocks.N}.
 */
public final class VisionTransformer extends Layer {

    private static final int COLOURS = 3;
    private static final int POSITIONS = 3;

    private final VisionTransformerSize size;
    private final List<TransformerBlock> blocks = new ArrayList<>();

    /** Makes a transformer without weights. */
    public VisionTransformer(VisionTransformerSize size) {
        this.size = size;
        int width = size.width();
        declareAffine("patch_embed.proj", width, COLOURS, size.patch(), size.patch());
        declare("cls_token", 1, 1, width);
        declare("pos_embed", 1, 1 + (long) size.grid() * size.grid(), width);
        if (size.registers() > 0) {
            declare("register_tokens", 1, size.registers(), width);
        }
        declareAffine("norm", width);
        for (int i = 0; i < size.depth(); i++) {
            blocks.add(
                    child("blocks." + i, new TransformerBlock(width, size.hidden(), size.heads())));
        }
    }

    /** Its sizes. */
    public VisionTransformerSize size() {
        return size;
    }

    /** The position embedding (1,1+grid²,width), for images of the size it was trained on. */
    NDArray positions() {
        return weights().get(POSITIONS);
    }

    /**
     * All tokens behind the last norm.
     *
     * @param inputs images (N,3,H,W), normalised as the transformer wants them, their sides
     *     multiples of the patch; and the position embedding for as many patches as they have
     * @return (N,1+registers+patches,width)
     */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        List<NDArray> first = new ArrayList<>(weights());
        List<NDArray> norm =
                List.of(first.remove(first.size() - 2), first.remove(first.size() - 1));
        first.set(POSITIONS, inputs[1]);
        NDArray x = TokenOps.patches(pass.operators(), inputs[0], first, pass.recorded());
        pass.observer().accept("tokens_in", x);
        for (int i = 0; i < blocks.size(); i++) {
            try (NDArray before = x) {
                x = blocks.get(i).apply(pass, before);
            }
            pass.observer().accept("blocks." + i, x);
        }
        try (NDArray last = x) {
            return TokenOps.norm(
                    pass.operators(), last, norm, TransformerBlock.EPSILON, pass.recorded());
        }
    }
}
