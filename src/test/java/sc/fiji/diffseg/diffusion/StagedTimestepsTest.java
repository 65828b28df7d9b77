package sc.fiji.diffseg.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.weights.SafetensorsFile;

class StagedTimestepsTest {

    private static final double TOLERANCE = 1e-10;

    private final NoiseSchedule schedule =
            new NoiseSchedule(NoiseSchedule.Kind.LINEAR, 1e-4, 0.02, 1000);
    private final StagedTimesteps stages = new StagedTimesteps(1000, 600, 300);
    private SafetensorsFile golden;

    @BeforeEach
    void open() throws IOException {
        golden = Golden.open("unisegdiff_sampling.safetensors");
    }

    @AfterEach
    void close() throws IOException {
        golden.close();
    }

    @Test
    void everyTimestepHasItsStageItsWeightsAndItsPinnedTimestep() throws IOException {
        double[] alpha = golden.readDoubles("out.stage_table.alpha");
        double[] beta = golden.readDoubles("out.stage_table.beta");
        long[] pinned = golden.readLongs("out.stage_table.pinned_t");
        long[] number = golden.readLongs("out.stage_table.stage");
        for (int t = 0; t < 1000; t++) {
            Stage stage = stages.stage(t);
            assertEquals(number[t], stage.ordinal() + 1, "stage of " + t);
            assertEquals(alpha[t], stage.noiseWeight(), "alpha of " + t);
            assertEquals(beta[t], stage.maskWeight(), "beta of " + t);
            assertEquals(pinned[t], stages.pinned(t), "pinned timestep of " + t);
        }
    }

    @Test
    void theMiddleStageIsEvaluatedAtTheTenTimestepsOfTheDesign() throws IOException {
        long[] expected = golden.readLongs("out.eval_timesteps");
        List<DdimStep> steps = stages.middle(schedule, Parameterization.SAMPLE, 30);
        assertArrayEquals(expected, steps.stream().mapToLong(DdimStep::timestep).toArray());
        assertEquals(299, steps.get(9).previous());
    }

    @Test
    void anIntervalThatDoesNotDivideTheStageStillEndsAtItsEnd() {
        List<DdimStep> steps = stages.middle(schedule, Parameterization.SAMPLE, 77);
        assertEquals(List.of(599, 522, 445, 368), steps.stream().map(DdimStep::timestep).toList());
        assertEquals(299, steps.get(3).previous());
    }

    @Test
    void theJumpEqualsTheFormula() throws IOException {
        double[] jumped = stages.jump(schedule).apply(read("in.X_999"), read("in.oracle_x0"), 1);
        assertArrayEquals(read("out.X_599"), jumped, TOLERANCE);
    }

    @Test
    void theMaskBranchEqualsTheFormula() throws IOException {
        double[] noisy = read("out.X_599");
        double[] all = read("out.mask.X_after_each_step");
        List<DdimStep> steps = stages.middle(schedule, Parameterization.SAMPLE, 30);
        for (int i = 0; i < steps.size(); i++) {
            noisy = steps.get(i).apply(noisy, read("in.oracle_x0"), DdimStep.NO_CLAMP);
            assertArrayEquals(step(all, i), noisy, TOLERANCE, "step " + i);
        }
        assertLast("out.mask.X_0", noisy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"noclip", "clip_keep_eps", "clip_recompute_eps"})
    void theNoiseBranchEqualsTheFormula(String clamp) throws IOException {
        double[] epsilon = read("in.oracle_eps");
        double[] noisy = read("out.X_599");
        double[] all = read("out.noise." + clamp + ".X_after_each_step");
        double[] clean = read("out.noise." + clamp + ".pred_x0_each_step");
        double limit = clamp.equals("noclip") ? DdimStep.NO_CLAMP : 1;
        List<DdimStep> steps = stages.middle(schedule, Parameterization.EPSILON, 30);
        List<DdimStep> ofClean = stages.middle(schedule, Parameterization.SAMPLE, 30);
        for (int i = 0; i < steps.size(); i++) {
            double[] estimate = steps.get(i).estimateClean(noisy, epsilon, limit);
            assertArrayEquals(step(clean, i), estimate, TOLERANCE, "estimate " + i);
            noisy =
                    clamp.equals("clip_recompute_eps")
                            ? ofClean.get(i).apply(noisy, estimate, limit)
                            : steps.get(i).apply(noisy, epsilon, limit);
            assertArrayEquals(step(all, i), noisy, TOLERANCE, "step " + i);
        }
        assertLast("out.noise." + clamp + ".X_0", noisy);
    }

    private void assertLast(String name, double[] noisy) throws IOException {
        DdimStep last = stages.last(schedule);
        DdimStep toFirst = DdimStep.between(schedule, Parameterization.EPSILON, last.timestep(), 0);
        double[] epsilon = read("in.oracle_eps");
        for (String clamp : List.of("noclip", "clip_keep_eps")) {
            double limit = clamp.equals("noclip") ? DdimStep.NO_CLAMP : 1;
            String run = name + "." + clamp;
            assertArrayEquals(
                    read(run + ".prev_alpha_bar_1"),
                    last.apply(noisy, epsilon, limit),
                    TOLERANCE,
                    run);
            assertArrayEquals(
                    read(run + ".prev_t0"), toFirst.apply(noisy, epsilon, limit), TOLERANCE, run);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 300, 300", "1000, 600, 0", "1000, 1000, 300", "1000, 200, 300"})
    void thresholdsOutOfOrderAreRefused(int timesteps, int high, int low) {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new StagedTimesteps(timesteps, high, low))
                        .getMessage();
        assertTrue(message.contains("low is " + low + " and high is " + high), message);
    }

    private double[] read(String name) throws IOException {
        return golden.readDoubles(name);
    }

    private static double[] step(double[] all, int i) {
        return Arrays.copyOfRange(all, 64 * i, 64 * (i + 1));
    }
}
