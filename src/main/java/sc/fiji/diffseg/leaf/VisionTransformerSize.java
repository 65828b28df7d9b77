package sc.fiji.diffseg.leaf;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import sc.fiji.diffseg.weights.TensorSource;
import sc.fiji.diffseg.weights.WeightsException;

/**
 * Sizes of a DINOv2 vision transformer.
 *
 * @param width channels of a token
 * @param depth number of transformer blocks
 * @param heads heads of every attention
 * @param hidden channels between the two layers of a block's perceptron
 * @param patch side of the square of pixels that becomes a token
 * @param grid patches per side of the images it was trained on, which its position embedding is for
 * @param registers tokens besides those of the class and the patches; may be 0
 */
public record VisionTransformerSize(
        int width, int depth, int heads, int hidden, int patch, int grid, int registers) {

    /** Channels of one head in every published DINOv2. */
    public static final int HEAD_WIDTH = 64;

    /**
     * Reads the sizes off the weights, which tell all but the number of heads.
     *
     * @param source weights under their official names
     * @param headWidth channels of one head
     * @throws WeightsException in one sentence, if they are no weights of such a network
     */
    public static VisionTransformerSize of(TensorSource source, int headWidth) throws IOException {
        long[] patches = shape(source, "patch_embed.proj.weight", 4);
        long[] positions = shape(source, "pos_embed", 3);
        long[] hidden = shape(source, "blocks.0.mlp.fc1.weight", 2);
        int registers = 0;
        if (source.names().contains("register_tokens")) {
            registers = (int) shape(source, "register_tokens", 3)[1];
        }
        Set<String> blocks =
                source.names().stream()
                        .filter(name -> name.startsWith("blocks."))
                        .map(name -> name.split("\\.")[1])
                        .collect(Collectors.toSet());
        int grid = (int) Math.round(Math.sqrt(positions[1] - 1));
        if ((long) grid * grid != positions[1] - 1) {
            throw notThis(source, "its position embedding is for no square of patches");
        }
        int width = (int) patches[0];
        if (width == 0 || width % headWidth != 0) {
            throw notThis(source, "its width " + width + " is no multiple of " + headWidth);
        }
        return new VisionTransformerSize(
                width,
                blocks.size(),
                width / headWidth,
                (int) hidden[0],
                (int) patches[2],
                grid,
                registers);
    }

    private static long[] shape(TensorSource source, String name, int axes) throws IOException {
        if (!source.names().contains(name)) {
            throw notThis(source, name + " is missing");
        }
        long[] shape = source.shape(name);
        if (shape.length != axes) {
            throw notThis(source, name + " has " + shape.length + " axes instead of " + axes);
        }
        return shape;
    }

    private static WeightsException notThis(TensorSource source, String fault) {
        return new WeightsException(
                source.description()
                        + " holds no DINOv2 of size S, B or L ("
                        + fault
                        + "): choose the file of one, with or without registers.");
    }
}
