package sc.fiji.diffseg.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StapleTest {

    private static final double TOLERANCE = 1e-9;

    private static StapleEstimate estimate(Votes votes) {
        return Staple.estimate(votes, StapleSettings.DEFAULT);
    }

    private static void assertEqualsGolden(
            GoldenVotes golden, String stage, StapleEstimate estimate) throws IOException {
        assertArrayEquals(golden.expected(stage + "W"), estimate.posterior(), TOLERANCE);
        double[] alpha = golden.expected(stage + "alpha");
        double[] beta = golden.expected(stage + "beta");
        for (int j = 0; j < alpha.length; j++) {
            assertEquals(alpha[j], estimate.sensitivity(j), TOLERANCE, "alpha " + j);
            assertEquals(1 - beta[j], estimate.specificity(j), TOLERANCE, "beta " + j);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jittered_blobs, 20",
        "healthy, 20",
        "unanimous_empty, 0",
        "one_outlier_rater, 20",
        "one_of_twenty_votes, 1",
        "three_raters, 20"
    })
    void allReferenceNumbersAreReproduced(String name, int iterations) throws IOException {
        try (GoldenVotes golden = GoldenVotes.open(name)) {
            StapleEstimate estimate = estimate(golden.votes());
            assertEqualsGolden(golden, "", estimate);
            assertEquals(iterations, estimate.iterations());
            assertArrayEquals(golden.expectedMask(), estimate.consensus().mask());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theFirstIterationsAreThoseOfTheReference(int iterations) throws IOException {
        try (GoldenVotes golden = GoldenVotes.open("jittered_blobs")) {
            StapleSettings few = new StapleSettings(0.5, 0.9, 0.1, iterations);
            assertEqualsGolden(
                    golden,
                    "after_" + iterations + "_iterations.",
                    Staple.estimate(golden.votes(), few));
        }
    }

    @Test
    void theConsensusIsLargerThanTheMajoritys() throws IOException {
        try (GoldenVotes golden = GoldenVotes.open("jittered_blobs")) {
            assertEquals(220, pixels(estimate(golden.votes()).consensus().mask()));
            assertEquals(180, pixels(MajorityVote.of(golden.votes()).mask()));
        }
    }

    @Test
    void theOutlierIsFoundOut() throws IOException {
        try (GoldenVotes golden = GoldenVotes.open("one_outlier_rater")) {
            List<Performance> performances = estimate(golden.votes()).consensus().performances();
            for (int j = 0; j < performances.size(); j++) {
                if (j != 7) {
                    assertTrue(
                            performances.get(7).sensitivity() < performances.get(j).sensitivity());
                    assertTrue(performances.get(j).sensitivity() > 0.5, "rater " + j);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void masksThatAllAgreeAreTheConsensus(boolean full) {
        boolean[] mask = new boolean[100];
        Arrays.fill(mask, full);
        StapleEstimate estimate = estimate(Votes.of(Collections.nCopies(20, mask)));
        assertArrayEquals(mask, estimate.consensus().mask());
        for (double posterior : estimate.posterior()) {
            assertEquals(full ? 1 : 0, posterior);
        }
        assertFalse(estimate.isEstimated());
        assertEquals(
                Collections.nCopies(20, Performance.UNKNOWN), estimate.consensus().performances());
    }

    @Test
    void foregroundThatAllAgreeOnIsKept() {
        boolean[] mask = new boolean[100];
        mask[3] = true;
        assertArrayEquals(mask, estimate(Votes.of(List.of(mask, mask))).consensus().mask());
    }

    @Test
    void whatOneOfTwentySaysIsNotForeground() {
        List<boolean[]> masks = new ArrayList<>(Collections.nCopies(19, new boolean[1000]));
        boolean[] block = new boolean[1000];
        Arrays.fill(block, 100, 150, true);
        masks.add(block);
        StapleEstimate estimate = estimate(Votes.of(masks));
        assertEquals(0, pixels(estimate.consensus().mask()));
        assertFalse(estimate.isEstimated());
    }

    @Test
    void whatOneOfTwentyDeniesIsForeground() {
        boolean[] full = new boolean[1000];
        Arrays.fill(full, true);
        boolean[] hole = full.clone();
        Arrays.fill(hole, 100, 150, false);
        List<boolean[]> masks = new ArrayList<>(Collections.nCopies(19, full));
        masks.add(hole);
        assertArrayEquals(full, estimate(Votes.of(masks)).consensus().mask());
    }

    @Test
    void disagreementEverywhereGivesProbabilitiesAndRates() {
        Random random = new Random(3);
        List<boolean[]> masks = new ArrayList<>();
        for (int j = 0; j < 20; j++) {
            boolean[] noise = new boolean[5000];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = random.nextBoolean();
            }
            masks.add(noise);
        }
        StapleEstimate estimate = estimate(Votes.of(masks));
        for (double posterior : estimate.posterior()) {
            assertTrue(posterior >= 0 && posterior <= 1, "posterior " + posterior);
        }
        for (int j = 0; j < 20; j++) {
            assertTrue(estimate.sensitivity(j) >= 1e-5 && estimate.sensitivity(j) < 1);
            assertTrue(estimate.specificity(j) >= 1e-5 && estimate.specificity(j) < 1);
        }
    }

    @Test
    void twoOpposedMasksGiveNoNumbersThatAreNone() {
        boolean[] left = {true, true, false, false};
        boolean[] right = {false, false, true, true};
        StapleEstimate estimate = estimate(Votes.of(List.of(left, right)));
        for (double posterior : estimate.posterior()) {
            assertEquals(0.5, posterior, TOLERANCE);
        }
        assertEquals(0, pixels(estimate.consensus().mask()), "half is not more than half");
    }

    @Test
    void aHundredRatersDoNotVanishInProducts() {
        Random random = new Random(5);
        boolean[] truth = new boolean[2000];
        Arrays.fill(truth, 0, 700, true);
        List<boolean[]> masks = new ArrayList<>();
        for (int j = 0; j < 100; j++) {
            boolean[] mask = truth.clone();
            for (int i = 0; i < mask.length; i++) {
                mask[i] ^= random.nextDouble() < 0.3;
            }
            masks.add(mask);
        }
        StapleEstimate estimate = estimate(Votes.of(masks));
        assertArrayEquals(truth, estimate.consensus().mask());
        assertEquals(0.7, estimate.sensitivity(42), 0.06);
        assertEquals(0.7, estimate.specificity(42), 0.06);
    }

    @Test
    void nothingIsLearnedOutsideTheSelection() throws IOException {
        try (GoldenVotes golden = GoldenVotes.open("three_raters")) {
            List<boolean[]> masks = new ArrayList<>();
            boolean[] selection = new boolean[2 * 32 * 32];
            Arrays.fill(selection, 32 * 32, selection.length, true);
            byte[] all = golden.numbers().readBytes("in.three_raters.votes");
            for (int j = 0; j < 3; j++) {
                boolean[] mask = new boolean[selection.length];
                for (int i = 0; i < 32 * 32; i++) {
                    mask[i] = i % 3 == j;
                    mask[32 * 32 + i] = all[j * 32 * 32 + i] != 0;
                }
                masks.add(mask);
            }
            StapleEstimate estimate = estimate(Votes.of(masks, selection));
            double[] posterior = estimate.posterior();
            assertArrayEquals(
                    golden.expected("W"),
                    Arrays.copyOfRange(posterior, 32 * 32, posterior.length),
                    TOLERANCE);
            assertArrayEquals(new double[32 * 32], Arrays.copyOf(posterior, 32 * 32));
            assertEquals(golden.expected("alpha")[1], estimate.sensitivity(1), TOLERANCE);
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        for (double[] wrong :
                new double[][] {
                    {0, 0.9, 0.1, 20},
                    {1, 0.9, 0.1, 20},
                    {0.5, 1, 0.1, 20},
                    {0.5, 0.9, 0, 20},
                    {0.5, 0.3, 0.4, 20},
                    {Double.NaN, 0.9, 0.1, 20},
                    {0.5, 0.9, 0.1, 0}
                }) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new StapleSettings(wrong[0], wrong[1], wrong[2], (int) wrong[3]),
                    Arrays.toString(wrong));
        }
    }

    private static int pixels(boolean[] mask) {
        int sum = 0;
        for (boolean pixel : mask) {
            sum += pixel ? 1 : 0;
        }
        return sum;
    }
}
