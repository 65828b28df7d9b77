package sc.fiji.diffseg.engine;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * An operator of {@link ScriptOps} on small tensors, beside its plain formulation.
 *
 * @param name what to call it in messages
 * @param inputs number of tensors that are not weights
 * @param shapes shapes of the inputs, then of the weights
 */
record Operator(String name, int inputs, long[][] shapes, Script script, Plain plain) {

    /** The operator as the networks call it. */
    interface Script {
        NDArray run(ScriptOps operators, List<NDArray> x, List<NDArray> w, boolean recorded);
    }

    /** The same in DJL's own arithmetic. */
    interface Plain {
        NDArray run(List<NDArray> x, List<NDArray> w);
    }

    private static final double EPSILON = 1e-5;
    private static final int C = 64;
    private static final int WIDER = 96;
    private static final int EMBEDDING = 24;
    // Neither square nor the same in any two axes.
    private static final long[] X = {2, C, 6, 4};

    @Override
    public String toString() {
        return name;
    }

    NDArray runScript(ScriptOps operators, List<NDArray> arrays, boolean recorded) {
        return script.run(
                operators,
                arrays.subList(0, inputs),
                arrays.subList(inputs, arrays.size()),
                recorded);
    }

    NDArray runPlain(List<NDArray> arrays) {
        return plain.run(arrays.subList(0, inputs), arrays.subList(inputs, arrays.size()));
    }

    /** All operators that networks are made of, each in all of its modes. */
    static Stream<Operator> all() {
        return Stream.of(
                of("conv 3x3", kernel(WIDER, C, 3), ScriptOps::conv, PlainOps::conv),
                of("conv 1x1", kernel(WIDER, C, 1), ScriptOps::conv, PlainOps::conv),
                of("convDown", kernel(C, C, 3), ScriptOps::convDown, PlainOps::convDown),
                of("upConv", kernel(C, C, 3), ScriptOps::upConv, PlainOps::upConv),
                of(
                        "normSiluConv",
                        shapes(norm(C), kernel(WIDER, C, 3)),
                        (o, x, w, r) -> o.normSiluConv(x, w, EPSILON, r),
                        (x, w) -> PlainOps.normSiluConv(x, w, EPSILON)),
                residual("residual", C),
                residual("residual to more channels", WIDER),
                timeResidual("timeResidual", C, 0),
                timeResidual("timeResidual to more channels", WIDER, 0),
                timeResidual("timeResidual that halves", C, -1),
                timeResidual("timeResidual that doubles", C, 1),
                of(
                        "headAttention",
                        shapes(norm(C), new long[][] {{3 * C, C, 1}, {3 * C}, {C, C, 1}, {C}}),
                        (o, x, w, r) -> o.headAttention(x, w, EPSILON, 4, r),
                        (x, w) -> PlainOps.headAttention(x, w, EPSILON, 4)),
                of(
                        "planeAttention",
                        shapes(
                                norm(C),
                                kernel(C, C, 1),
                                kernel(C, C, 1),
                                kernel(C, C, 1),
                                kernel(C, C, 1)),
                        (o, x, w, r) -> o.planeAttention(x, w, EPSILON, r),
                        (x, w) -> PlainOps.planeAttention(x, w, EPSILON)),
                crossAttention("crossAttention", 6),
                crossAttention("crossAttention with averaged keys", 3),
                perceptron("perceptron", new long[][] {{2, 32}, {C, 32}, {C}}),
                perceptron(
                        "perceptron of three layers on tokens",
                        new long[][] {{2, 5, 32}, {WIDER, 32}, {WIDER}, {C, WIDER}, {C}}),
                patchTokens("patchTokens", new long[0][]),
                patchTokens("patchTokens with registers", new long[][] {{1, 3, C}}),
                tokens(
                        "tokenNorm",
                        norm(C),
                        (o, x, w, r) -> TokenOps.norm(o, x, w, EPSILON, r),
                        (x, w) -> PlainOps.tokenNorm(x, w, EPSILON)),
                tokens(
                        "tokenBlock",
                        shapes(
                                norm(C),
                                new long[][] {{3 * C, C}, {3 * C}, {C, C}, {C}, {C}},
                                norm(C),
                                new long[][] {{WIDER, C}, {WIDER}, {C, WIDER}, {C}, {C}}),
                        (o, x, w, r) -> TokenOps.block(o, x, w, EPSILON, 4, r),
                        (x, w) -> PlainOps.tokenBlock(x, w, EPSILON, 4)));
    }

    /** Whether it computes in float32 whatever the precision. */
    boolean isAlwaysFloat32() {
        return name.startsWith("perceptron") || name.equals("tokenNorm");
    }

    private interface ScriptOfOne {
        NDArray run(ScriptOps operators, NDArray x, List<NDArray> w, boolean recorded);
    }

    private interface PlainOfOne {
        NDArray run(NDArray x, List<NDArray> w);
    }

    private static Operator of(
            String name, long[][] weights, ScriptOfOne script, PlainOfOne plain) {
        return new Operator(
                name,
                1,
                shapes(new long[][] {X}, weights),
                (o, x, w, r) -> script.run(o, x.get(0), w, r),
                (x, w) -> plain.run(x.get(0), w));
    }

    private static Operator tokens(
            String name, long[][] weights, ScriptOfOne script, PlainOfOne plain) {
        return new Operator(
                name,
                1,
                shapes(new long[][] {{2, 7, C}}, weights),
                (o, x, w, r) -> script.run(o, x.get(0), w, r),
                (x, w) -> plain.run(x.get(0), w));
    }

    private static Operator perceptron(String name, long[][] first) {
        return new Operator(
                name,
                1,
                shapes(first, new long[][] {{EMBEDDING, C}, {EMBEDDING}}),
                (o, x, w, r) -> o.perceptron(x.get(0), w, r),
                (x, w) -> PlainOps.perceptron(x.get(0), w));
    }

    private static Operator patchTokens(String name, long[][] registers) {
        return of(
                name,
                shapes(kernel(C, C, 2), new long[][] {{1, 1, C}, {1, 7, C}}, registers),
                TokenOps::patches,
                PlainOps::patchTokens);
    }

    private static Operator residual(String name, int out) {
        return of(
                name,
                shapes(norm(C), kernel(out, C, 3), norm(out), kernel(out, out, 3), change(out)),
                (o, x, w, r) -> o.residual(x, w, EPSILON, 0, r),
                (x, w) -> PlainOps.residual(x, w, EPSILON));
    }

    private static Operator timeResidual(String name, int out, int resample) {
        return new Operator(
                name,
                2,
                shapes(
                        new long[][] {X, {2, EMBEDDING}},
                        norm(C),
                        kernel(out, C, 3),
                        new long[][] {{2 * out, EMBEDDING}, {2 * out}},
                        norm(out),
                        kernel(out, out, 3),
                        change(out)),
                (o, x, w, r) -> o.timeResidual(x.get(0), x.get(1), w, EPSILON, 0, resample, r),
                (x, w) -> PlainOps.timeResidual(x.get(0), x.get(1), w, EPSILON, resample));
    }

    private static Operator crossAttention(String name, int side) {
        return new Operator(
                name,
                2,
                shapes(
                        new long[][] {X, X},
                        norm(C),
                        norm(C),
                        new long[][] {
                            {C, C, 1}, {C}, {2 * C, C, 1}, {2 * C}, {C, C, 1}, {C},
                        }),
                (o, x, w, r) -> o.crossAttention(x.get(0), x.get(1), w, EPSILON, 4, side, r),
                (x, w) -> PlainOps.crossAttention(x.get(0), x.get(1), w, EPSILON, 4, 6 / side));
    }

    private static long[][] norm(int channels) {
        return new long[][] {{channels}, {channels}};
    }

    private static long[][] kernel(int out, int in, int size) {
        return new long[][] {{out, in, size, size}, {out}};
    }

    private static long[][] change(int out) {
        return out == C ? new long[0][] : kernel(out, C, 1);
    }

    private static long[][] shapes(long[][]... groups) {
        List<long[]> all = new ArrayList<>();
        for (long[][] group : groups) {
            all.addAll(Arrays.asList(group));
        }
        return all.toArray(new long[0][]);
    }
}
