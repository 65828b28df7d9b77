package sc.fiji.diffseg.unisegdiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.weights.SafetensorsFile;

/** The sampler with branches that always say the same, against numbers from the formulas. */
class StagedSamplerTest {

    /** Relative to the largest value: the fixture is double, the tensors are single precision. */
    private static final double TOLERANCE = 5e-6;

    private NDManager manager;
    private SafetensorsFile golden;
    private final List<String> evaluations = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        manager = TorchEngine.start("cpu").newManager();
        golden = Golden.open("unisegdiff_sampling.safetensors");
    }

    @AfterEach
    void close() throws IOException {
        golden.close();
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({
        "none, noclip, noclip",
        "keep_noise, clip_keep_eps, clip_keep_eps",
        "recompute_noise, clip_recompute_eps, clip_keep_eps"
    })
    void bothBranchesAndTheLastStepEqualTheFormulas(String clamp, String middle, String last)
            throws IOException {
        StagedSampler sampler = new StagedSampler(settings("clamp", clamp));
        List<StagedSampler.Midway> ends =
                sampler.midway(oracle(), tensor("in.X_999"), true, Progress.NONE);
        assertClose(lastStep("out.mask.X_after_each_step"), ends.get(0).noisy());
        assertClose(lastStep("out.mask.pred_x0_each_step"), ends.get(0).clean());
        String noise = "out.noise." + middle;
        assertClose(lastStep(noise + ".X_after_each_step"), ends.get(1).noisy());
        assertClose(lastStep(noise + ".pred_x0_each_step"), ends.get(1).clean());
        assertClose(
                golden.readDoubles("out.mask.X_0." + last + ".prev_alpha_bar_1"),
                sampler.refine(oracle(), ends.get(0).noisy()));
        assertClose(
                golden.readDoubles(noise + ".X_0." + last + ".prev_alpha_bar_1"),
                sampler.refine(oracle(), ends.get(1).noisy()));
    }

    @Test
    void renoisedMasksEqualTheFormula() throws IOException {
        StagedSampler sampler = new StagedSampler(UniSegDiffSettings.PAPER);
        double[] clean = lastStep("out.mask.pred_x0_each_step");
        NDArray repeated = tensor(repeat(clean, 3), 3);
        NDArray noise = tensor(golden.readDoubles("in.renoise_z"), 3);
        assertClose(
                golden.readDoubles("out.renoised_X_299_from_mask_branch"),
                sampler.renoise(repeated, noise));
    }

    @Test
    void noDecoderRunsThatAStepDoesNotNeed() throws IOException {
        StagedSampler sampler = new StagedSampler(UniSegDiffSettings.PAPER);
        List<StagedSampler.Midway> ends =
                sampler.midway(oracle(), tensor("in.X_999"), true, Progress.NONE);
        sampler.refine(oracle(), ends.get(0).noisy());
        List<String> expected = new ArrayList<>(List.of("999 mask", "599 mask noise"));
        for (int t = 569; t >= 329; t -= 30) {
            expected.addAll(List.of(t + " mask", t + " noise"));
        }
        expected.add("299 noise");
        assertEquals(expected, evaluations);
    }

    @Test
    void theLastStepTellsTheNetworkWhatItWasTrainedWith() throws IOException {
        StagedSampler sampler = new StagedSampler(settings("low_pinning", "embedding"));
        sampler.refine(oracle(), tensor("in.X_999"));
        assertEquals(List.of("0 noise"), evaluations);
    }

    @Test
    void cancellingStopsBeforeTheNextEvaluation() throws IOException {
        StagedSampler sampler = new StagedSampler(UniSegDiffSettings.PAPER);
        Progress cancelled =
                new Progress() {
                    @Override
                    public void report(double fraction, String step) {}

                    @Override
                    public boolean isCancelled() {
                        return evaluations.size() >= 5;
                    }
                };
        NDArray noise = tensor("in.X_999");
        assertThrows(
                CancellationException.class,
                () -> sampler.midway(oracle(), noise, true, cancelled));
        assertTrue(evaluations.size() <= 6, evaluations.toString());
    }

    private static UniSegDiffSettings settings(String name, String value) {
        JsonObject json = new JsonObject();
        json.addProperty(name, value);
        return UniSegDiffSettings.of(json);
    }

    private Branches oracle() throws IOException {
        double[] clean = golden.readDoubles("in.oracle_x0");
        double[] epsilon = golden.readDoubles("in.oracle_eps");
        return (noisy, timestep, mask, noise) -> {
            evaluations.add(timestep + (mask ? " mask" : "") + (noise ? " noise" : ""));
            return new Branches.Output(
                    mask ? tensor(clean, 1) : null, noise ? tensor(epsilon, 1) : null);
        };
    }

    private NDArray tensor(String name) throws IOException {
        return tensor(golden.readDoubles(name), 1);
    }

    private NDArray tensor(double[] values, int count) {
        return Tensors.filled(
                manager,
                buffer -> {
                    for (double value : values) {
                        buffer.put((float) value);
                    }
                },
                count,
                1,
                8,
                8);
    }

    private double[] lastStep(String name) throws IOException {
        double[] all = golden.readDoubles(name);
        return Arrays.copyOfRange(all, all.length - 64, all.length);
    }

    private static double[] repeat(double[] values, int times) {
        double[] repeated = new double[times * values.length];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = values[i % values.length];
        }
        return repeated;
    }

    private static void assertClose(double[] expected, NDArray actual) {
        double most = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        float[] values = Tensors.toFloats(actual);
        assertEquals(expected.length, values.length);
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected[i], values[i], TOLERANCE * Math.max(1, most), "value " + i);
        }
    }
}
