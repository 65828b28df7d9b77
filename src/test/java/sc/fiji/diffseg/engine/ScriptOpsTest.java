package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sc.fiji.diffseg.Precision;

class ScriptOpsTest {

    private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    private static Stream<Operator> operators() {
        return Operator.all();
    }

    /** Values and gradients of one run; the first is the output, the others the gradients. */
    private static List<float[]> run(Operator operator, Function<List<NDArray>, NDArray> body) {
        try (NDManager manager = ENGINE.newManager()) {
            Random random = new Random(1);
            List<NDArray> arrays = new ArrayList<>();
            for (int i = 0; i < operator.shapes().length; i++) {
                NDArray array = random(manager, random, operator.shapes()[i]);
                array.setRequiresGradient(true);
                if (i >= operator.inputs()) {
                    ScriptOps.nameParameter(array);
                }
                arrays.add(array);
            }
            List<float[]> results = new ArrayList<>();
            try (GradientCollector collector = ENGINE.newGradientCollector()) {
                NDArray output = body.apply(arrays);
                results.add(Tensors.toFloats(output));
                // Every value of the output counts differently.
                NDArray counts = random(manager, random, output.getShape().getShape());
                collector.backward(output.mul(counts).sum());
            }
            arrays.forEach(array -> results.add(Tensors.toFloats(array.getGradient())));
            return results;
        }
    }

    private static NDArray random(NDManager manager, Random random, long... shape) {
        // A kernel's sum keeps the size of its inputs; norms neither vanish nor share a sign.
        int inputs = 1;
        for (int d = 1; d < shape.length; d++) {
            inputs *= (int) shape[d];
        }
        boolean weight = shape.length > 1 && shape[0] > 2;
        float scale = weight ? (float) Math.sqrt(2.0 / inputs) : 1;
        return Tensors.filled(
                manager,
                buffer -> {
                    while (buffer.hasRemaining()) {
                        buffer.put((float) random.nextGaussian() * scale);
                    }
                },
                shape);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void valuesAndGradientsEqualThePlainFormulation(Operator operator) {
        ScriptOps script = ENGINE.operators(Precision.FLOAT32);
        List<float[]> expected = run(operator, operator::runPlain);
        List<float[]> actual = run(operator, arrays -> operator.runScript(script, arrays, true));
        // Some gradients are zero but for rounding, so what is small is measured by the others.
        double most = 0;
        for (float[] values : expected.subList(1, expected.size())) {
            most = Math.max(most, greatest(values));
        }
        for (int i = 0; i < expected.size(); i++) {
            double size = Math.max(greatest(expected.get(i)), i == 0 ? 0 : 0.01 * most);
            assertArrayEquals(
                    expected.get(i),
                    actual.get(i),
                    (float) (1e-4 * size),
                    i == 0 ? "output" : "gradient of argument " + (i - 1));
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void bfloat16KeepsTwoDigitsOfValuesAndGradients(Operator operator) {
        ScriptOps script = ENGINE.operators(Precision.BFLOAT16);
        List<float[]> expected = run(operator, operator::runPlain);
        List<float[]> actual = run(operator, arrays -> operator.runScript(script, arrays, true));
        double most = 0;
        for (float[] values : expected.subList(1, expected.size())) {
            most = Math.max(most, norm(values));
        }
        for (int i = 0; i < expected.size(); i++) {
            double size = Math.max(norm(expected.get(i)), i == 0 ? 0 : 0.1 * most);
            double error = distance(expected.get(i), actual.get(i)) / size;
            assertTrue(error < (i == 0 ? 0.01 : 0.03), "relative error " + error + " of " + i);
        }
        double error = distance(expected.get(0), actual.get(0)) / norm(expected.get(0));
        assertEquals(
                operator.isAlwaysFloat32(),
                error < 1e-4,
                "whether it computes in float32; relative error " + error);
    }

    @Test
    void foldingMakesSquaresChannelsAndUnfoldingPutsThemBack() {
        ScriptOps script = ENGINE.operators(Precision.FLOAT32);
        try (NDManager manager = ENGINE.newManager()) {
            float[] values = new float[2 * 4 * 6];
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
            NDArray folded = script.fold(Tensors.of(manager, values, 1, 2, 4, 6), 2, false);
            assertArrayEquals(new long[] {1, 8, 2, 3}, folded.getShape().getShape());
            float[] first = Tensors.toFloats(folded.get(new NDIndex("0,:4,0,0")));
            assertArrayEquals(new float[] {0, 1, 6, 7}, first);
            assertArrayEquals(values, Tensors.toFloats(script.unfold(folded, 2, false)));
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void argumentsStayAsTheyAreAndTheResultBelongsToTheFirst(Operator operator) {
        ScriptOps script = ENGINE.operators(Precision.FLOAT32);
        try (NDManager scope = ENGINE.newManager();
                NDManager weights = ENGINE.newManager()) {
            Random random = new Random(2);
            List<NDArray> arrays = new ArrayList<>();
            for (int i = 0; i < operator.shapes().length; i++) {
                arrays.add(random(i == 0 ? scope : weights, random, operator.shapes()[i]));
                if (i >= operator.inputs()) {
                    ScriptOps.nameParameter(arrays.get(i));
                }
            }
            List<float[]> before = arrays.stream().map(Tensors::toFloats).toList();
            NDArray output = operator.runScript(script, arrays, false);
            assertEquals(scope, output.getManager());
            assertEquals(2, scope.getManagedArrays().size());
            for (int i = 0; i < arrays.size(); i++) {
                assertArrayEquals(before.get(i), Tensors.toFloats(arrays.get(i)), "argument " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void whatIsNotRecordedLearnsNothingThoughGradientsAreCollected(Operator operator) {
        ScriptOps script = ENGINE.operators(Precision.FLOAT32);
        List<NDArray> frozen = new ArrayList<>();
        List<float[]> results =
                run(
                        operator,
                        arrays -> {
                            NDArray output = operator.runScript(script, arrays, false);
                            assertFalse(output.hasGradient());
                            frozen.add(output);
                            return output.add(arrays.get(0).sum());
                        });
        assertEquals(1, frozen.size());
        for (int i = 2; i < results.size(); i++) {
            assertEquals(0, greatest(results.get(i)), "gradient of argument " + (i - 1));
        }
    }

    @Test
    void whatFollowsAFrozenOperatorLearns() {
        ScriptOps script = ENGINE.operators(Precision.FLOAT32);
        try (NDManager manager = ENGINE.newManager()) {
            Random random = new Random(3);
            NDArray x = random(manager, random, 2, 4, 5, 3);
            List<NDArray> frozen = kernel(manager, random, 4, 4);
            List<NDArray> trained = kernel(manager, random, 6, 4);
            try (GradientCollector collector = ENGINE.newGradientCollector()) {
                NDArray features = script.conv(x, frozen, false);
                NDArray output = script.conv(features, trained, true);
                collector.backward(output.square().sum());
            }
            assertTrue(greatest(Tensors.toFloats(trained.get(0).getGradient())) > 1);
            assertEquals(0, greatest(Tensors.toFloats(frozen.get(0).getGradient())));
        }
    }

    @Test
    void dropoutDropsItsShareAndKeepsTheMean() {
        ScriptOps script = ENGINE.operators(Precision.FLOAT32);
        try (NDManager manager = ENGINE.newManager()) {
            // Both norms give ones whatever comes in; the second kernel passes the centre.
            NDArray x = Tensors.zeros(manager, 1, 32, 40, 40);
            List<NDArray> weights = new ArrayList<>();
            for (int half = 0; half < 2; half++) {
                weights.add(Tensors.zeros(manager, 32));
                weights.add(Tensors.zeros(manager, 32).add(1f));
                NDArray kernel = Tensors.zeros(manager, 32, 32, 3, 3);
                for (int c = 0; c < 32; c++) {
                    kernel.set(new NDIndex(c, c, 1, 1), 1f);
                }
                weights.add(kernel);
                weights.add(Tensors.zeros(manager, 32));
            }
            weights.forEach(ScriptOps::nameParameter);
            ENGINE.seed(5);
            float[] values = Tensors.toFloats(script.residual(x, weights, 1e-6, 0.25, true));
            float kept = (float) (1 / (1 + Math.exp(-1)) / 0.75);
            int dropped = 0;
            for (float value : values) {
                if (value == 0) {
                    dropped++;
                } else {
                    assertEquals(kept, value, 1e-5);
                }
            }
            assertEquals(0.25, dropped / (double) values.length, 0.01);
        }
    }

    private static List<NDArray> kernel(NDManager manager, Random random, int out, int in) {
        NDArray kernel = random(manager, random, out, in, 3, 3);
        NDArray bias = random(manager, random, out);
        for (NDArray array : List.of(kernel, bias)) {
            array.setRequiresGradient(true);
            ScriptOps.nameParameter(array);
        }
        return List.of(kernel, bias);
    }

    private static double greatest(float[] values) {
        double greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static double norm(float[] values) {
        return distance(values, new float[values.length]);
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(squares);
    }
}
