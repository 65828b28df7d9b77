package sc.fiji.diffseg.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import sc.fiji.diffseg.Precision;

/**
 * The operators that DJL lacks: group normalisation, SiLU, fused attention and bfloat16 arithmetic,
 * with gradients, and the optimiser's updates.
 *
 * <p>All tensors that go in and come out are float32 of shape N,C,H,W unless stated otherwise; the
 * result belongs to the manager of the first tensor. {@code weights} are the tensors of one layer
 * in the order given; they are {@linkplain #nameParameter named} when they are made. An operation
 * is recorded for gradients if {@code recorded}, and never otherwise.
 *
 * <p>The group norms have 32 groups, as in all networks of the latent diffusion family.
 */
public final class ScriptOps {

    private static final String SOURCE = "operators.txt";
    private static final String PARAMETERS = "w[]";
    private static final String FLOAT32_CODE = "6";
    private static final String BFLOAT16_CODE = "15";

    private final ScriptModule module;
    private final NDManager constants;
    private final Map<Double, NDArray> scalars = new ConcurrentHashMap<>();

    ScriptOps(Engine engine, NDManager manager, Precision precision) {
        String code = precision == Precision.BFLOAT16 ? BFLOAT16_CODE : FLOAT32_CODE;
        module = new ScriptModule(engine, manager, "Operators", source().replace("COMPUTE", code));
        constants = manager.newSubManager();
    }

    private static String source() {
        try (InputStream in = ScriptOps.class.getResourceAsStream(SOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Marks an array as a network's parameter, as {@code weights} of these operators must be. */
    public static void nameParameter(NDArray array) {
        array.setName(PARAMETERS);
    }

    /** Convolution with stride 1 that keeps the size; weights: kernel (O,I,k,k), bias. */
    public NDArray conv(NDArray x, List<NDArray> weights, boolean recorded) {
        return run("conv", recorded, x, weights);
    }

    /**
     * 3×3 convolution with stride 2 on an image padded by one row and column of zeros at the bottom
     * and right only, as in the published autoencoder; weights: kernel, bias.
     */
    public NDArray convDown(NDArray x, List<NDArray> weights, boolean recorded) {
        return run("conv_down", recorded, x, weights);
    }

    /** Nearest-neighbour enlargement by two, then a 3×3 convolution; weights: kernel, bias. */
    public NDArray upConv(NDArray x, List<NDArray> weights, boolean recorded) {
        return run("up_conv", recorded, x, weights);
    }

    /** Group norm, SiLU, 3×3 convolution; weights: norm's two, kernel, bias. */
    public NDArray normSiluConv(
            NDArray x, List<NDArray> weights, double epsilon, boolean recorded) {
        return run("norm_silu_conv", recorded, x, weights, scalar(epsilon));
    }

    /**
     * Residual block of the autoencoder: (norm, SiLU, convolution) twice, plus x.
     *
     * @param weights norm's two, kernel, bias; the same again; and where the number of channels
     *     changes, kernel and bias of the 1×1 convolution on x
     * @param dropout probability of dropping an activation before the second convolution
     */
    public NDArray residual(
            NDArray x, List<NDArray> weights, double epsilon, double dropout, boolean recorded) {
        return run("residual", recorded, x, weights, scalar(epsilon), scalar(dropout));
    }

    /**
     * Residual block of the denoiser: like {@link #residual}, its second norm scaled and shifted by
     * the time embedding.
     *
     * @param embedding time embedding (N,E)
     * @param weights norm's two, kernel, bias; the embedding's projection and its bias; norm's two,
     *     kernel, bias; and kernel and bias of the 1×1 convolution on x where there is one
     * @param resample -1 halves the image after the first activation (mean of 2×2), 1 doubles it
     *     (nearest neighbour), 0 leaves it
     */
    public NDArray timeResidual(
            NDArray x,
            NDArray embedding,
            List<NDArray> weights,
            double epsilon,
            double dropout,
            int resample,
            boolean recorded) {
        NDList arguments = new NDList(x, embedding);
        arguments.addAll(weights);
        arguments.add(scalar(epsilon));
        arguments.add(scalar(dropout));
        arguments.add(scalar(resample));
        return module.run("time_residual", recorded, arguments);
    }

    /**
     * Self-attention of the denoiser plus x, its queries, keys and values interleaved per head.
     *
     * @param weights norm's two; (3C,C,1) projection and bias; (C,C,1) projection and bias
     */
    public NDArray headAttention(
            NDArray x, List<NDArray> weights, double epsilon, int heads, boolean recorded) {
        return run("head_attention", recorded, x, weights, scalar(epsilon), scalar(heads));
    }

    /**
     * Single-headed self-attention of the autoencoder plus x.
     *
     * @param weights norm's two; (C,C,1,1) kernel and bias of queries, keys, values and output
     */
    public NDArray planeAttention(
            NDArray x, List<NDArray> weights, double epsilon, boolean recorded) {
        return run("plane_attention", recorded, x, weights, scalar(epsilon));
    }

    /**
     * Multi-headed cross-attention plus x: x asks, y answers, both (N,C,H,W).
     *
     * @param weights the norm of x, the norm of y, two each; (C,C,1) projection of the queries,
     *     (2C,C,1) of keys and values, (C,C,1) of the answer, each with its bias
     * @param side longest side of the keys and values: if y is larger, it is averaged down
     */
    public NDArray crossAttention(
            NDArray x,
            NDArray y,
            List<NDArray> weights,
            double epsilon,
            int heads,
            int side,
            boolean recorded) {
        NDList arguments = new NDList(x, y);
        arguments.addAll(weights);
        arguments.add(scalar(epsilon));
        arguments.add(scalar(heads));
        arguments.add(scalar(side));
        return module.run("cross_attention", recorded, arguments);
    }

    /** Makes every square of pixels the channels of one: (N,C,H,W) to (N,C·s²,H/s,W/s). */
    public NDArray fold(NDArray x, int side, boolean recorded) {
        return run("fold", recorded, x, List.of(), scalar(side));
    }

    /** The inverse of {@link #fold}. */
    public NDArray unfold(NDArray x, int side, boolean recorded) {
        return run("unfold", recorded, x, List.of(), scalar(side));
    }

    /** Linear layers, a SiLU between any two; float32 always; weights: matrix, bias, and so on. */
    public NDArray perceptron(NDArray x, List<NDArray> weights, boolean recorded) {
        return run("perceptron", recorded, x, weights);
    }

    /**
     * One step of AdamW (decoupled weight decay) in place on parameters and moments.
     *
     * @param step number of this step, from 1
     */
    public void adamw(
            List<NDArray> parameters,
            List<NDArray> gradients,
            List<NDArray> firstMoments,
            List<NDArray> secondMoments,
            AdamW settings,
            double learningRate,
            long step) {
        try (NDManager manager = constants.newSubManager()) {
            NDArray values =
                    manager.create(
                            new float[] {
                                (float) learningRate,
                                // What is near one would lose its digits.
                                (float) (1 - settings.beta1()),
                                (float) (1 - settings.beta2()),
                                (float) settings.epsilon(),
                                (float) settings.weightDecay(),
                                step
                            });
            NDList arguments = new NDList(values);
            arguments.addAll(named(PARAMETERS, parameters));
            arguments.addAll(named("g[]", gradients));
            arguments.addAll(named("m[]", firstMoments));
            arguments.addAll(named("v[]", secondMoments));
            module.run("adamw", false, arguments);
        }
    }

    /**
     * Scales gradients in place so that their common norm is at most a limit.
     *
     * @return the norm before
     */
    public float clip(List<NDArray> gradients, double limit) {
        try (NDManager manager = constants.newSubManager()) {
            NDList arguments = new NDList(manager.create((float) limit));
            arguments.addAll(named("g[]", gradients));
            return module.run("clip", false, arguments).getFloat();
        }
    }

    /**
     * Moves averages towards parameters in place: average = decay·average + (1−decay)·parameter.
     */
    public void average(List<NDArray> averages, List<NDArray> parameters, double decay) {
        try (NDManager manager = constants.newSubManager()) {
            NDList arguments = new NDList(manager.create((float) (1 - decay)));
            arguments.addAll(named(PARAMETERS, parameters));
            arguments.addAll(named("e[]", averages));
            module.run("average", false, arguments);
        }
    }

    /** Copies values to another array of the same shape, in place. */
    public void copy(NDArray source, NDArray target) {
        try (NDManager manager = constants.newSubManager()) {
            NDList arguments = new NDList(manager.create(0f));
            String[] names = {source.getName(), target.getName()};
            arguments.addAll(named("s[]", List.of(source)));
            arguments.addAll(named("t[]", List.of(target)));
            module.run("copy", false, arguments);
            source.setName(names[0]);
            target.setName(names[1]);
        }
    }

    /** Exchanges the values of parameters and their averages. */
    public void exchange(List<NDArray> averages, List<NDArray> parameters) {
        if (averages.isEmpty()) {
            return;
        }
        try (NDManager manager = constants.newSubManager()) {
            NDArray nothing = manager.create(0f);
            NDList arguments = new NDList(nothing);
            arguments.addAll(named(PARAMETERS, parameters));
            arguments.addAll(named("e[]", averages));
            module.run("exchange", false, arguments);
        }
    }

    /** Sets arrays to zero in place, whatever they hold. */
    public void zero(List<NDArray> arrays) {
        try (NDManager manager = constants.newSubManager()) {
            NDList arguments = new NDList(manager.create(0f));
            arguments.addAll(named("g[]", arrays));
            module.run("zero", false, arguments);
        }
    }

    NDArray run(
            String method, boolean recorded, NDArray x, List<NDArray> weights, NDArray... more) {
        NDList arguments = new NDList(x);
        arguments.addAll(weights);
        for (NDArray argument : more) {
            arguments.add(argument);
        }
        return module.run(method, recorded, arguments);
    }

    NDArray scalar(double value) {
        return scalars.computeIfAbsent(value, v -> constants.create(v.floatValue()));
    }

    private static List<NDArray> named(String name, List<NDArray> arrays) {
        arrays.forEach(array -> array.setName(name));
        return arrays;
    }

    void close() {
        constants.close();
        module.close();
    }
}
