package sc.fiji.diffseg.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.diffusion.NoiseSchedule.Kind;
import sc.fiji.diffseg.weights.SafetensorsFile;

class NoiseScheduleTest {

    @ParameterizedTest
    @CsvSource({"linear, 0.0015, 0.0155", "scaled_linear, 0.0015, 0.0155", "linear, 0.0001, 0.02"})
    void tablesEqualThePublishedSchedules(String kind, String start, String end)
            throws IOException {
        NoiseSchedule schedule =
                new NoiseSchedule(
                        Kind.ofName(kind),
                        Double.parseDouble(start),
                        Double.parseDouble(end),
                        1000);
        String name = "out." + kind + "_" + start + "_" + end;
        try (SafetensorsFile golden = Golden.open("schedules.safetensors")) {
            double[] betas = golden.readDoubles(name + ".betas");
            double[] alphaBars = golden.readDoubles(name + ".alphas_cumprod");
            assertEquals(1000, betas.length);
            for (int t = 0; t < 1000; t++) {
                assertEquals(betas[t], schedule.beta(t), 1e-12 * betas[t], "beta " + t);
                assertEquals(
                        alphaBars[t], schedule.alphaBar(t), 1e-12 * alphaBars[t], "product " + t);
            }
        }
    }

    @Test
    void leafStartsFromAlmostPureNoiseAtTheLastTimestep() {
        assertEquals(0.013949277916530032, NoiseSchedule.LEAF.alpha(999), 1e-13);
        assertEquals(0.9999027040895566, NoiseSchedule.LEAF.sigma(999), 1e-13);
    }

    @Test
    void theCleanTimestepCarriesNoNoise() {
        assertEquals(new Mixture(1, 0), NoiseSchedule.LEAF.noisy(NoiseSchedule.CLEAN));
    }

    @Test
    void noiseKeepsTheVarianceOfUnitLatents() {
        for (int t = 0; t < 1000; t += 111) {
            Mixture noisy = NoiseSchedule.LEAF.noisy(t);
            assertEquals(1, Math.hypot(noisy.ofClean(), noisy.ofNoise()), 1e-15);
        }
    }

    @Test
    void noiseGrowsWithTheTimestepWhateverTheNumberOfTimesteps() {
        NoiseSchedule schedule = new NoiseSchedule(Kind.SCALED_LINEAR, 0.01, 0.2, 50);
        for (int t = 0; t < 50; t++) {
            assertTrue(schedule.sigma(t) > schedule.sigma(t - 1));
        }
        assertEquals(0.01, schedule.beta(0), 1e-15);
        assertEquals(0.2, schedule.beta(49), 1e-15);
    }

    @Test
    void aSingleTimestepHasTheFirstBeta() {
        assertEquals(0.75, new NoiseSchedule(Kind.LINEAR, 0.25, 0.5, 1).alphaBar(0));
    }

    @Test
    void schedulesWithEqualParametersAreEqual() {
        NoiseSchedule same = new NoiseSchedule(Kind.LINEAR, 0.0015, 0.0155, 1000);
        assertEquals(NoiseSchedule.LEAF, same);
        assertEquals(NoiseSchedule.LEAF.hashCode(), same.hashCode());
        assertNotEquals(
                NoiseSchedule.LEAF, new NoiseSchedule(Kind.SCALED_LINEAR, 0.0015, 0.0155, 1000));
        assertNotEquals(NoiseSchedule.LEAF, new NoiseSchedule(Kind.LINEAR, 0.001, 0.0155, 1000));
        assertNotEquals(NoiseSchedule.LEAF, new NoiseSchedule(Kind.LINEAR, 0.0015, 0.02, 1000));
        assertNotEquals(NoiseSchedule.LEAF, new NoiseSchedule(Kind.LINEAR, 0.0015, 0.0155, 999));
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 1000})
    void aTimestepThatDoesNotExistIsNamed(int t) {
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.LEAF.alphaBar(t));
        assertEquals(
                "Timestep "
                        + t
                        + " does not exist in a noise schedule of 1000 timesteps, counted from 0.",
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 0.1", "0.1, 0", "0.1, 1", "1, 0.1", "NaN, 0.1", "0.1, NaN", "-0.1, 0.1"})
    void impossibleBetasAreRefused(double start, double end) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new NoiseSchedule(Kind.LINEAR, start, end, 1000));
    }

    @Test
    void noTimestepsAreRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> new NoiseSchedule(Kind.LINEAR, 0.1, 0.2, 0));
    }

    @Test
    void anUnknownKindIsAnsweredWithTheKnownOnes() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Kind.ofName("cosine"));
        assertEquals(
                "The noise schedule \"cosine\" is not known; use one of linear, scaled_linear.",
                e.getMessage());
    }
}
