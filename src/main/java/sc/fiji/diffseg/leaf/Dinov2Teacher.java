package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.engine.ScriptOps;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.image.Resize;
import sc.fiji.diffseg.image.ResizeFilter;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.TensorSource;
import sc.fiji.diffseg.weights.WeightsFiles;

/**
 * DINOv2 as the frozen teacher of LEAF's feature alignment (section 2.2): from an image to the
 * features of its patches, without gradients.
 *
 * <p>As in the published code the image is resized so that it has one patch per position of the
 * student (bicubic without antialiasing, not limited to [0,1]), then normalised with ImageNet's
 * means and deviations, and the position embedding is resampled to that many patches (bicubic with
 * antialiasing, the class token's apart).
 */
public final class Dinov2Teacher {

    private static final double[] MEANS = {0.485, 0.456, 0.406};
    private static final double[] DEVIATIONS = {0.229, 0.224, 0.225};

    private final VisionTransformer transformer;
    private final NDManager manager;
    private final Map<List<Integer>, NDArray> positions = new HashMap<>();

    private Dinov2Teacher(VisionTransformer transformer, NDManager manager) {
        this.transformer = transformer;
        this.manager = manager;
    }

    /**
     * Reads a teacher, its tensors named officially or as by Hugging Face.
     *
     * @param file a safetensors file or a PyTorch checkpoint, such as the authors publish, or the
     *     folder of one that was imported
     * @param manager owns the weights
     * @throws IOException in one sentence, if the file cannot be read or is no DINOv2
     */
    public static Dinov2Teacher open(Path file, NDManager manager) throws IOException {
        Path opened = Files.isDirectory(file) ? weightsOf(ModelFolder.open(file)) : file;
        try (TensorFile weights = WeightsFiles.open(opened)) {
            TensorSource source = TensorSource.of("", List.of(weights));
            return of(source, VisionTransformerSize.HEAD_WIDTH, manager);
        }
    }

    private static Path weightsOf(ModelFolder folder) {
        return folder.path(folder.description().weights().get(0).source());
    }

    static Dinov2Teacher of(TensorSource source, int headWidth, NDManager manager)
            throws IOException {
        TensorSource official = Dinov2Names.of(source);
        VisionTransformer transformer =
                new VisionTransformer(VisionTransformerSize.of(official, headWidth));
        StateDict.of(transformer).load(official, manager);
        return new Dinov2Teacher(transformer, manager);
    }

    /** The network. */
    public VisionTransformer transformer() {
        return transformer;
    }

    /**
     * The features of one image's patches.
     *
     * @param image (3,height,width) in [0,1], row-major
     * @param rows patches from top to bottom
     * @param columns patches from left to right
     * @param owner owns the result
     * @return (1,rows·columns,width), the patches row-major
     */
    public NDArray features(
            Pass pass,
            float[] image,
            int height,
            int width,
            int rows,
            int columns,
            NDManager owner) {
        int patch = transformer.size().patch();
        float[] pixels = prepared(image, height, width, rows * patch, columns * patch);
        int others = 1 + transformer.size().registers();
        try (NDArray input = Tensors.of(owner, pixels, 1, 3, rows * patch, columns * patch);
                NDArray tokens = transformer.apply(pass, input, positions(rows, columns))) {
            return tokens.get(new NDIndex(":," + others + ":"));
        }
    }

    /** An image at another size, normalised. */
    static float[] prepared(float[] image, int height, int width, int newHeight, int newWidth) {
        Resize resize =
                new Resize(width, height, newWidth, newHeight, ResizeFilter.BICUBIC_ALIASED);
        int area = newHeight * newWidth;
        float[] pixels = new float[MEANS.length * area];
        for (int c = 0; c < MEANS.length; c++) {
            int from = c * height * width;
            float[] plane = resize.apply(Arrays.copyOfRange(image, from, from + height * width));
            for (int i = 0; i < area; i++) {
                pixels[c * area + i] = (float) ((plane[i] - MEANS[c]) / DEVIATIONS[c]);
            }
        }
        return pixels;
    }

    /** The position embedding (1,1+rows·columns,width) for a grid of patches. */
    NDArray positions(int rows, int columns) {
        int grid = transformer.size().grid();
        if (rows == grid && columns == grid) {
            return transformer.positions();
        }
        return positions.computeIfAbsent(
                List.of(rows, columns), size -> resampled(grid, rows, columns));
    }

    private NDArray resampled(int grid, int rows, int columns) {
        int width = transformer.size().width();
        float[] old = Tensors.toFloats(transformer.positions());
        float[] values = Arrays.copyOf(old, (1 + rows * columns) * width);
        Resize resize = new Resize(grid, grid, columns, rows, ResizeFilter.BICUBIC);
        float[] plane = new float[grid * grid];
        for (int channel = 0; channel < width; channel++) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = old[(1 + i) * width + channel];
            }
            float[] resized = resize.apply(plane);
            for (int i = 0; i < resized.length; i++) {
                values[(1 + i) * width + channel] = resized[i];
            }
        }
        NDArray array = Tensors.of(manager, values, 1, 1 + rows * columns, width);
        ScriptOps.nameParameter(array);
        return array;
    }
}
