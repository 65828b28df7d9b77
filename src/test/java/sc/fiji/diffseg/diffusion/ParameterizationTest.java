package sc.fiji.diffseg.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParameterizationTest {

    private static final NoiseSchedule LEAF = NoiseSchedule.LEAF;
    private static final double CLEAN = -2.75;
    private static final double NOISE = 1.125;

    @ParameterizedTest
    @EnumSource
    void aNetworkThatMeetsItsTargetRevealsCleanLatentAndNoise(Parameterization parameterization) {
        for (int t : new int[] {0, 1, 421, 999}) {
            double noisy = LEAF.noisy(t).apply(CLEAN, NOISE);
            double output = parameterization.target(LEAF, t).apply(CLEAN, NOISE);
            assertEquals(CLEAN, parameterization.clean(LEAF, t).apply(noisy, output), 1e-12);
            assertEquals(NOISE, parameterization.noise(LEAF, t).apply(noisy, output), 1e-12);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyOutputIsSplitIntoPartsThatMixBackToTheNoisyLatent(Parameterization parameterization) {
        double noisy = 0.3;
        double output = -1.7;
        double clean = parameterization.clean(LEAF, 640).apply(noisy, output);
        double noise = parameterization.noise(LEAF, 640).apply(noisy, output);
        assertEquals(noisy, LEAF.noisy(640).apply(clean, noise), 1e-12);
    }

    @Test
    void targetsAreThoseOfThePaper() {
        double alpha = LEAF.alpha(300);
        double sigma = LEAF.sigma(300);
        assertEquals(new Mixture(1, 0), Parameterization.SAMPLE.target(LEAF, 300));
        assertEquals(new Mixture(0, 1), Parameterization.EPSILON.target(LEAF, 300));
        assertEquals(new Mixture(-sigma, alpha), Parameterization.V_PREDICTION.target(LEAF, 300));
    }

    @Test
    void theNoisePredictionIsAmplifiedMostAtTheLastTimestep() {
        Combination clean = Parameterization.EPSILON.clean(LEAF, 999);
        assertEquals(71.68829856167609, clean.ofNoisy(), 1e-10);
    }

    @ParameterizedTest
    @EnumSource
    void aCleanLatentHasNothingToPredict(Parameterization parameterization) {
        assertThrows(
                IllegalArgumentException.class,
                () -> parameterization.noise(LEAF, NoiseSchedule.CLEAN));
    }

    @ParameterizedTest
    @EnumSource
    void publishedNamesLeadBackToTheirParameterization(Parameterization parameterization) {
        assertEquals(parameterization, Parameterization.ofName(parameterization.publishedName()));
    }

    @Test
    void anUnknownPredictionTypeIsAnsweredWithTheKnownOnes() {
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> Parameterization.ofName("x0"));
        assertEquals(
                "The prediction type \"x0\" is not known; use one of sample, epsilon,"
                        + " v_prediction.",
                e.getMessage());
    }
}
