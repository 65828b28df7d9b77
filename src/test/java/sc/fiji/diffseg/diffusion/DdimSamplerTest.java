package sc.fiji.diffseg.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.diffusion.NoiseSchedule.Kind;
import sc.fiji.diffseg.weights.SafetensorsFile;

class DdimSamplerTest {

    static List<Arguments> runs() {
        List<Arguments> runs = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Parameterization parameterization : Parameterization.values()) {
                for (boolean clip : new boolean[] {true, false}) {
                    for (int steps : new int[] {1, 4, 10}) {
                        runs.add(Arguments.of(kind, parameterization, clip, steps));
                    }
                }
            }
        }
        return runs;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyStepEqualsThePublishedScheduler(
            Kind kind, Parameterization parameterization, boolean clip, int n) throws IOException {
        NoiseSchedule schedule = new NoiseSchedule(kind, 0.0015, 0.0155, 1000);
        double limit = clip ? 1 : DdimStep.NO_CLAMP;
        String run =
                String.format(
                        "out.ddim.%s_0.0015_0.0155.%s.%s.n%d",
                        kind.publishedName(),
                        parameterization.publishedName(),
                        clip ? "clip" : "noclip",
                        n);
        try (SafetensorsFile golden = Golden.open("schedules.safetensors")) {
            double[] outputs = golden.readDoubles("in.model_outputs.n" + n);
            double[] latents = golden.readDoubles(run + ".x");
            double[] estimates = n == 4 ? golden.readDoubles(run + ".pred_x0") : null;
            double[] latent = golden.readDoubles("in.x_T");
            int length = latent.length;
            assertEquals(n * length, latents.length);
            int from = 0;
            for (DdimStep step : DdimSampler.steps(schedule, parameterization, n)) {
                double[] output = Arrays.copyOfRange(outputs, from, from + length);
                if (estimates != null) {
                    assertArrayEquals(
                            Arrays.copyOfRange(estimates, from, from + length),
                            step.estimateClean(latent, output, limit),
                            1e-9);
                }
                latent = step.apply(latent, output, limit);
                assertArrayEquals(Arrays.copyOfRange(latents, from, from + length), latent, 1e-9);
                from += length;
            }
            assertEquals(latents.length, from);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10})
    void timestepsEqualThePublishedScheduler(int n) throws IOException {
        try (SafetensorsFile golden = Golden.open("schedules.safetensors")) {
            assertArrayEquals(
                    golden.readLongs("in.timesteps.n" + n),
                    IntStream.of(DdimSampler.timesteps(1000, n)).asLongStream().toArray());
        }
    }

    @Test
    void stepsThatDoNotDivideTheTimestepsStillReachTheCleanLatent() {
        List<DdimStep> steps = DdimSampler.steps(NoiseSchedule.LEAF, Parameterization.SAMPLE, 7);
        assertEquals(7, steps.size());
        assertEquals(6 * 142, steps.get(0).timestep());
        for (int i = 1; i < 7; i++) {
            assertEquals(steps.get(i - 1).previous(), steps.get(i).timestep());
        }
        assertEquals(NoiseSchedule.CLEAN, steps.get(6).previous());
    }

    @Test
    void asManyStepsAsTimestepsVisitThemAll() {
        assertArrayEquals(new int[] {2, 1, 0}, DdimSampler.timesteps(3, 3));
    }

    @Test
    void theLastStepNeedsNoNoise() {
        List<DdimStep> steps = DdimSampler.steps(NoiseSchedule.LEAF, Parameterization.EPSILON, 4);
        assertEquals(new Mixture(1, 0), steps.get(3).next());
        assertTrue(steps.get(2).next().ofNoise() > 0);
    }

    @Test
    void aStepMayLeadToAnyEarlierTimestep() {
        DdimStep jump = DdimStep.between(NoiseSchedule.LEAF, Parameterization.SAMPLE, 999, 599);
        double[] noisy = {NoiseSchedule.LEAF.noisy(999).apply(0.5, -1.5)};
        double expected = NoiseSchedule.LEAF.noisy(599).apply(0.5, -1.5);
        assertEquals(expected, jump.apply(noisy, new double[] {0.5}, DdimStep.NO_CLAMP)[0], 1e-12);
    }

    @Test
    void clampingLeavesTheDirectionOfTheNoiseAlone() {
        DdimStep step = DdimStep.between(NoiseSchedule.LEAF, Parameterization.SAMPLE, 500, 250);
        double[] noisy = {0.2};
        double[] output = {3};
        double noise = step.noise().apply(0.2, 3);
        assertEquals(step.next().apply(1, noise), step.apply(noisy, output, 1)[0], 1e-12);
    }

    @Test
    void aStepForwardInTimeIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> DdimStep.between(NoiseSchedule.LEAF, Parameterization.SAMPLE, 250, 250));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void impossibleNumbersOfStepsAreRefused(int steps) {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class, () -> DdimSampler.timesteps(1000, steps));
        assertEquals(
                "The number of denoising steps must lie between 1 and the 1000 timesteps of the"
                        + " noise schedule, but is "
                        + steps
                        + ".",
                e.getMessage());
    }
}
