package sc.fiji.diffseg.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import java.util.List;

/** The operators of {@link ScriptOps}, slowly, in DJL's own arithmetic; nothing is closed. */
final class PlainOps {

    private static final int GROUPS = 32;

    private PlainOps() {}

    static NDArray conv(NDArray x, List<NDArray> w) {
        long padding = w.get(0).getShape().get(2) / 2;
        return conv(x, w.get(0), w.get(1), 1, padding);
    }

    static NDArray convDown(NDArray x, List<NDArray> w) {
        Shape s = x.getShape();
        NDArray column = x.getManager().zeros(new Shape(s.get(0), s.get(1), s.get(2), 1));
        NDArray row = x.getManager().zeros(new Shape(s.get(0), s.get(1), 1, s.get(3) + 1));
        return conv(x.concat(column, 3).concat(row, 2), w.get(0), w.get(1), 2, 0);
    }

    static NDArray upConv(NDArray x, List<NDArray> w) {
        return conv(enlarge(x), w.get(0), w.get(1), 1, 1);
    }

    static NDArray normSiluConv(NDArray x, List<NDArray> w, double epsilon) {
        return conv(silu(norm(x, w.get(0), w.get(1), epsilon)), w.get(2), w.get(3), 1, 1);
    }

    static NDArray residual(NDArray x, List<NDArray> w, double epsilon) {
        NDArray h = normSiluConv(x, w.subList(0, 4), epsilon);
        h = normSiluConv(h, w.subList(4, 8), epsilon);
        return shortcut(x, w, 8).add(h);
    }

    static NDArray timeResidual(
            NDArray x, NDArray embedding, List<NDArray> w, double epsilon, int resample) {
        NDArray h = resample(silu(norm(x, w.get(0), w.get(1), epsilon)), resample);
        h = conv(h, w.get(2), w.get(3), 1, 1);
        NDArray projected = linear(silu(embedding), w.get(4), w.get(5));
        NDList parts =
                projected
                        .reshape(projected.getShape().get(0), projected.getShape().get(1), 1, 1)
                        .split(2, 1);
        h = norm(h, w.get(6), w.get(7), epsilon).mul(parts.get(0).add(1f)).add(parts.get(1));
        h = conv(silu(h), w.get(8), w.get(9), 1, 1);
        return shortcut(resample(x, resample), w, 10).add(h);
    }

    static NDArray headAttention(NDArray x, List<NDArray> w, double epsilon, int heads) {
        Shape s = x.getShape();
        long c = s.get(1);
        NDArray normed = norm(x, w.get(0), w.get(1), epsilon);
        NDArray qkv = conv(normed, w.get(2).expandDims(3), w.get(3), 1, 0);
        NDList parts =
                qkv.reshape(s.get(0) * heads, 3 * c / heads, s.get(2) * s.get(3)).split(3, 1);
        NDArray mixed = attend(parts.get(0), parts.get(1), parts.get(2)).reshape(s);
        return x.add(conv(mixed, w.get(4).expandDims(3), w.get(5), 1, 0));
    }

    static NDArray planeAttention(NDArray x, List<NDArray> w, double epsilon) {
        Shape s = x.getShape();
        NDArray normed = norm(x, w.get(0), w.get(1), epsilon);
        NDArray[] qkv = new NDArray[3];
        for (int i = 0; i < 3; i++) {
            qkv[i] =
                    conv(normed, w.get(2 + 2 * i), w.get(3 + 2 * i), 1, 0)
                            .reshape(s.get(0), s.get(1), s.get(2) * s.get(3));
        }
        NDArray mixed = attend(qkv[0], qkv[1], qkv[2]).reshape(s);
        return x.add(conv(mixed, w.get(8), w.get(9), 1, 0));
    }

    static NDArray crossAttention(
            NDArray x, NDArray y, List<NDArray> w, double epsilon, int heads, int step) {
        Shape s = x.getShape();
        long c = s.get(1);
        NDArray asking = norm(x, w.get(0), w.get(1), epsilon);
        NDArray answering = norm(y, w.get(2), w.get(3), epsilon);
        answering =
                answering
                        .reshape(s.get(0), c, s.get(2) / step, step, s.get(3) / step, step)
                        .mean(new int[] {5})
                        .mean(new int[] {3});
        long keys = s.get(2) * s.get(3) / step / step;
        NDArray q =
                conv(asking, w.get(4).expandDims(3), w.get(5), 1, 0)
                        .reshape(s.get(0) * heads, c / heads, s.get(2) * s.get(3));
        NDList both = conv(answering, w.get(6).expandDims(3), w.get(7), 1, 0).split(2, 1);
        NDArray k = both.get(0).reshape(s.get(0) * heads, c / heads, keys);
        NDArray v = both.get(1).reshape(s.get(0) * heads, c / heads, keys);
        NDArray mixed = attend(q, k, v).reshape(s);
        return x.add(conv(mixed, w.get(8).expandDims(3), w.get(9), 1, 0));
    }

    static NDArray perceptron(NDArray x, List<NDArray> w) {
        NDArray y = linear(x, w.get(0), w.get(1));
        for (int i = 2; i < w.size(); i += 2) {
            y = linear(silu(y), w.get(i), w.get(i + 1));
        }
        return y;
    }

    static NDArray patchTokens(NDArray x, List<NDArray> w) {
        Shape s = x.getShape();
        long side = w.get(0).getShape().get(2);
        long patches = s.get(2) / side * (s.get(3) / side);
        NDArray tokens =
                conv(x, w.get(0), w.get(1), side, 0).reshape(s.get(0), -1, patches).swapAxes(1, 2);
        NDArray first = w.get(2).add(w.get(3).get(new NDIndex(":,:1"))).repeat(0, s.get(0));
        NDArray rest = tokens.add(w.get(3).get(new NDIndex(":,1:")));
        return w.size() > 4
                ? first.concat(w.get(4).repeat(0, s.get(0)), 1).concat(rest, 1)
                : first.concat(rest, 1);
    }

    static NDArray tokenNorm(NDArray x, List<NDArray> w, double epsilon) {
        NDArray centred = x.sub(x.mean(new int[] {2}, true));
        NDArray variance = centred.square().mean(new int[] {2}, true);
        NDArray normed = centred.div(variance.add((float) epsilon).sqrt());
        return normed.mul(w.get(0)).add(w.get(1));
    }

    static NDArray tokenBlock(NDArray x, List<NDArray> w, double epsilon, int heads) {
        Shape s = x.getShape();
        NDArray normed = tokenNorm(x, w, epsilon);
        NDList qkv = linear(normed, w.get(2), w.get(3)).swapAxes(1, 2).split(3, 1);
        NDArray[] parts = new NDArray[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = qkv.get(i).reshape(s.get(0) * heads, s.get(2) / heads, s.get(1));
        }
        NDArray mixed =
                attend(parts[0], parts[1], parts[2])
                        .reshape(s.get(0), s.get(2), s.get(1))
                        .swapAxes(1, 2);
        NDArray y = x.add(linear(mixed, w.get(4), w.get(5)).mul(w.get(6)));
        NDArray hidden = linear(tokenNorm(y, w.subList(7, 9), epsilon), w.get(9), w.get(10));
        NDArray gelu = Tensors.times(hidden, 0.5);
        gelu = gelu.add(gelu.mul(Tensors.times(hidden, Math.sqrt(0.5)).erf()));
        return y.add(linear(gelu, w.get(11), w.get(12)).mul(w.get(13)));
    }

    /** Attention over the last axis of (N, channels, positions). */
    private static NDArray attend(NDArray q, NDArray k, NDArray v) {
        double scale = 1 / Math.sqrt(q.getShape().get(1));
        NDArray weights = Tensors.times(q.swapAxes(1, 2).matMul(k), scale).softmax(2);
        return v.matMul(weights.swapAxes(1, 2));
    }

    private static NDArray norm(NDArray x, NDArray weight, NDArray bias, double epsilon) {
        Shape s = x.getShape();
        NDArray groups = x.reshape(s.get(0), GROUPS, x.size() / s.get(0) / GROUPS);
        NDArray centred = groups.sub(groups.mean(new int[] {2}, true));
        NDArray variance = centred.square().mean(new int[] {2}, true);
        NDArray normed = centred.div(variance.add((float) epsilon).sqrt()).reshape(s);
        return normed.mul(weight.reshape(1, s.get(1), 1, 1)).add(bias.reshape(1, s.get(1), 1, 1));
    }

    private static NDArray silu(NDArray x) {
        return x.mul(Activation.sigmoid(x));
    }

    private static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return x.matMul(weight.transpose()).add(bias);
    }

    private static NDArray conv(
            NDArray x, NDArray kernel, NDArray bias, long stride, long padding) {
        return Conv2d.conv2d(
                        x, kernel, bias, new Shape(stride, stride), new Shape(padding, padding))
                .singletonOrThrow();
    }

    private static NDArray shortcut(NDArray x, List<NDArray> w, int first) {
        return w.size() > first ? conv(x, w.get(first), w.get(first + 1), 1, 0) : x;
    }

    private static NDArray resample(NDArray x, int mode) {
        if (mode > 0) {
            return enlarge(x);
        }
        Shape s = x.getShape();
        return mode == 0
                ? x
                : x.reshape(s.get(0), s.get(1), s.get(2) / 2, 2, s.get(3) / 2, 2)
                        .mean(new int[] {5})
                        .mean(new int[] {3});
    }

    private static NDArray enlarge(NDArray x) {
        return x.repeat(2, 2).repeat(3, 2);
    }
}
