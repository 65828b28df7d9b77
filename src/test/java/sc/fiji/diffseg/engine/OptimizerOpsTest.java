package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.weights.SafetensorsFile;

class OptimizerOpsTest {

    private NDManager manager;
    private ScriptOps operators;

    @BeforeEach
    void open() {
        TorchEngine engine = TorchEngine.start("cpu");
        manager = engine.newManager();
        operators = engine.operators(Precision.FLOAT32);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void adamwEqualsThePublishedOptimizer() throws IOException {
        AdamW settings = new AdamW(0.9, 0.999, 1e-8, 0.1);
        try (SafetensorsFile golden = Golden.open("leaf_training.safetensors")) {
            float[] start = floats(golden, "in.adamw.param");
            float[] gradients = floats(golden, "in.adamw.grads");
            float[] expected = floats(golden, "out.adamw.param_after_each_step");
            int n = start.length;
            // A second parameter, the first one backwards, must learn by itself.
            List<NDArray> parameters = List.of(parameter(start), parameter(backwards(start)));
            List<NDArray> first = List.of(array(new float[n]), array(new float[n]));
            List<NDArray> second = List.of(array(new float[n]), array(new float[n]));
            for (int step = 1; step <= 3; step++) {
                float[] gradient = Arrays.copyOfRange(gradients, (step - 1) * n, step * n);
                operators.adamw(
                        parameters,
                        List.of(array(gradient), array(backwards(gradient))),
                        first,
                        second,
                        settings,
                        0.1,
                        step);
                float[] after = Arrays.copyOfRange(expected, (step - 1) * n, step * n);
                assertArrayEquals(after, Tensors.toFloats(parameters.get(0)), 5e-7f);
                assertArrayEquals(backwards(after), Tensors.toFloats(parameters.get(1)), 5e-7f);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, x1", "20, x20"})
    void clippingLimitsTheCommonNorm(float factor, String name) throws IOException {
        try (SafetensorsFile golden = Golden.open("leaf_training.safetensors")) {
            NDArray a = array(times(factor, floats(golden, "in.clip.a"))).reshape(3, 4);
            NDArray b = array(times(factor, floats(golden, "in.clip.b")));
            float norm = operators.clip(List.of(a, b), 1);
            assertEquals(floats(golden, "out.clip." + name + ".norm")[0], norm, 1e-5 * factor);
            float tolerance = factor == 1 ? 0 : 1e-6f;
            assertArrayEquals(
                    floats(golden, "out.clip." + name + ".a"), Tensors.toFloats(a), tolerance);
            assertArrayEquals(
                    floats(golden, "out.clip." + name + ".b"), Tensors.toFloats(b), tolerance);
        }
    }

    @Test
    void clippingOfNothingIsNothing() {
        NDArray gradient = array(0, 0);
        assertEquals(0, operators.clip(List.of(gradient), 1));
        assertArrayEquals(new float[2], Tensors.toFloats(gradient));
    }

    @ParameterizedTest
    @CsvSource({"0, 3, -8", "0.75, 1.5, -2.75", "1, 1, -1"})
    void averagesMoveTowardsParameters(double decay, float first, float second) {
        NDArray average = array(1, -1);
        NDArray parameter = parameter(3, -8);
        NDArray otherAverage = array(5);
        operators.average(List.of(average, otherAverage), List.of(parameter, parameter(5)), decay);
        assertArrayEquals(new float[] {first, second}, Tensors.toFloats(average), 1e-6f);
        assertArrayEquals(new float[] {5}, Tensors.toFloats(otherAverage), 1e-6f);
        assertArrayEquals(new float[] {3, -8}, Tensors.toFloats(parameter));
    }

    @Test
    void exchangedAveragesComeBack() {
        List<NDArray> averages = List.of(array(1, 2), array(3));
        List<NDArray> parameters = List.of(parameter(4, 5), parameter(6));
        operators.exchange(averages, parameters);
        assertArrayEquals(new float[] {1, 2}, Tensors.toFloats(parameters.get(0)));
        assertArrayEquals(new float[] {3}, Tensors.toFloats(parameters.get(1)));
        assertArrayEquals(new float[] {4, 5}, Tensors.toFloats(averages.get(0)));
        operators.exchange(averages, parameters);
        assertArrayEquals(new float[] {4, 5}, Tensors.toFloats(parameters.get(0)));
        assertArrayEquals(new float[] {3}, Tensors.toFloats(averages.get(1)));
    }

    @Test
    void zeroClearsWhatMultiplicationCannot() {
        NDArray spoiled = array(Float.NaN, Float.POSITIVE_INFINITY, -0f, 3);
        NDArray other = array(Float.NaN);
        operators.zero(List.of(spoiled, other));
        assertArrayEquals(new float[4], Tensors.toFloats(spoiled));
        assertArrayEquals(new float[1], Tensors.toFloats(other));
    }

    @Test
    void parametersStayParametersWhateverIsDoneToThem() {
        List<NDArray> linear = List.of(parameter(2), parameter(7), parameter(3), parameter(1));
        List<NDArray> layer =
                List.of(
                        linear.get(0).reshape(1, 1),
                        linear.get(1),
                        linear.get(2).reshape(1, 1),
                        linear.get(3));
        layer.forEach(ScriptOps::nameParameter);
        NDArray x = array(1).reshape(1, 1);
        float[] before = Tensors.toFloats(operators.perceptron(x, layer, false));
        NDArray copy = array(0);
        operators.copy(linear.get(1), copy);
        operators.zero(List.of(linear.get(1)));
        operators.average(List.of(linear.get(1)), List.of(array(0)), 0.5);
        operators.copy(copy, linear.get(1));
        operators.adamw(
                linear.subList(1, 2),
                List.of(array(1)),
                List.of(array(0)),
                List.of(array(0)),
                AdamW.DEFAULT,
                0,
                1);
        assertArrayEquals(before, Tensors.toFloats(operators.perceptron(x, layer, false)));
    }

    private NDArray array(float... values) {
        return Tensors.of(manager, values, values.length);
    }

    private NDArray parameter(float... values) {
        NDArray array = array(values);
        array.setRequiresGradient(true);
        ScriptOps.nameParameter(array);
        return array;
    }

    private static float[] backwards(float[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[values.length - 1 - i];
        }
        return result;
    }

    private static float[] times(float factor, float[] values) {
        float[] result = values.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] *= factor;
        }
        return result;
    }

    private static float[] floats(SafetensorsFile file, String name) throws IOException {
        FloatBuffer buffer = file.readFloats(name);
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
