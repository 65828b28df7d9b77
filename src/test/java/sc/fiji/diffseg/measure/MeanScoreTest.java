package sc.fiji.diffseg.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.measure.Bootstrap.Interval;

class MeanScoreTest {

    private static final double[] SCORES = {0.91, 0.85, 0.97, 0.42, 0.88, 0.93, 0.79, 0.95};

    @Test
    void meanAndDeviationAreThoseOfTheSample() {
        MeanScore score = MeanScore.of(new double[] {1, 2, 3, 6}, 0);
        assertEquals(4, score.count());
        assertEquals(3, score.mean());
        assertEquals(Math.sqrt(14.0 / 3), score.standardDeviation(), 1e-15);
    }

    @Test
    void oneImageScattersNotAtAll() {
        assertEquals(
                new MeanScore(1, 0.75, 0, new Interval(0.75, 0.75)),
                MeanScore.of(new double[] {0.75}, 3));
    }

    @Test
    void resampledMeansOfTwoScoresAreTheirThreePossibleMeans() {
        double[] scores = {0, 1};
        // 0 and 1 with probability 1/4 each, 0.5 otherwise.
        assertEquals(new Interval(0, 1), Bootstrap.ofMean(scores, 0.95, 10_000, 1));
        assertEquals(new Interval(0.5, 0.5), Bootstrap.ofMean(scores, 0.4, 10_000, 1));
    }

    @Test
    void manyWellBehavedScoresGiveTheNormalInterval() {
        Random random = new Random(7);
        double[] scores = random.doubles(400, 0.5, 1).toArray();
        MeanScore score = MeanScore.of(scores, 0);
        double half = 1.96 * score.standardDeviation() / Math.sqrt(400);
        assertEquals(score.mean() - half, score.interval().lower(), 0.06 * half);
        assertEquals(score.mean() + half, score.interval().upper(), 0.06 * half);
    }

    @Test
    void oneBadImageStretchesTheIntervalDownwards() {
        MeanScore score = MeanScore.of(SCORES, 0);
        double below = score.mean() - score.interval().lower();
        double above = score.interval().upper() - score.mean();
        assertTrue(below > 1.2 * above, below + " against " + above);
    }

    @Test
    void theSeedAloneDecidesTheIntervalOnEveryMachine() {
        Interval interval = Bootstrap.ofMean(SCORES, 11);
        assertEquals(interval, Bootstrap.ofMean(SCORES.clone(), 11));
        assertNotEquals(interval, Bootstrap.ofMean(SCORES, 12));
        assertEquals(0.70875, interval.lower(), 1e-12);
        assertEquals(0.92625, interval.upper(), 1e-12);
    }

    @Test
    void noScoresHaveNoMean() {
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> MeanScore.of(new double[0], 0));
        assertEquals("A mean needs at least one score, but there is none.", e.getMessage());
    }

    @Test
    void aScoreThatIsNoNumberIsNamed() {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> MeanScore.of(new double[] {0.5, Double.NaN}, 0));
        assertEquals("Score 1 of 2, counted from 0, is NaN instead of a number.", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
    void impossibleLevelsAreRefused(double level) {
        assertThrows(IllegalArgumentException.class, () -> Bootstrap.ofMean(SCORES, level, 100, 0));
    }

    @Test
    void anIntervalNeedsAResample() {
        assertThrows(IllegalArgumentException.class, () -> Bootstrap.ofMean(SCORES, 0.95, 0, 0));
    }
}
