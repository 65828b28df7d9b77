package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLeftTest {

    private double now;
    private final TimeLeft timeLeft = new TimeLeft(() -> (long) (now * 1e9));

    private void step(double seconds, double fraction) {
        now += seconds;
        timeLeft.observe(fraction);
    }

    private void assertSeconds(double expected, double tolerance) {
        assertEquals(expected, timeLeft.seconds().orElseThrow(), tolerance);
    }

    @Test
    void nothingIsKnownBeforeTheSecondStep() {
        assertEquals(OptionalDouble.empty(), timeLeft.seconds());
        step(0, 0);
        step(10, 0.1);
        assertEquals(OptionalDouble.empty(), timeLeft.seconds());
        assertEquals("", timeLeft.text());
    }

    @Test
    void aSteadyJobIsToldExactly() {
        for (int i = 0; i <= 5; i++) {
            step(3, i / 20.0);
        }
        assertSeconds(45, 1e-6);
        assertEquals("45 s left", timeLeft.text());
    }

    @Test
    void aSlowFirstStepDoesNotCount() {
        step(0, 0);
        step(60, 0.1);
        step(1, 0.2);
        assertSeconds(8, 1e-6);
        step(1, 0.3);
        step(1, 0.4);
        assertSeconds(6, 1e-6);
    }

    @Test
    void aJobResumedFarOnIsNotThoughtFast() {
        step(0, 0);
        step(1, 0.6);
        step(2, 0.601);
        step(2, 0.602);
        assertSeconds(2 * 398, 1e-3);
    }

    @Test
    void aChangeOfPaceIsFollowed() {
        for (int i = 0; i <= 20; i++) {
            step(1, i / 100.0);
        }
        for (int i = 21; i <= 42; i++) {
            step(5, i / 100.0);
        }
        assertSeconds(5 * 58, 1e-6);
    }

    @Test
    void timeRunsDownBetweenStepsButNotPastTheNextOne() {
        for (int i = 0; i <= 5; i++) {
            step(4, i / 10.0);
        }
        now += 3;
        assertSeconds(17, 1e-6);
        now += 3000;
        assertSeconds(16, 1e-6);
    }

    @Test
    void standingStillOrGoingBackIsNoStep() {
        step(0, 0);
        step(5, 0.25);
        step(5, 0.25);
        step(5, 0.1);
        step(5, Double.NaN);
        assertEquals(OptionalDouble.empty(), timeLeft.seconds());
        step(0, 0.5);
        assertSeconds(30, 1e-6);
    }

    @Test
    void aFinishedJobHasNothingLeft() {
        step(5, 1);
        assertEquals(OptionalDouble.of(0), timeLeft.seconds());
    }

    @Test
    void aMillionStepsAreStillToldExactly() {
        for (int i = 0; i <= 250_000; i++) {
            step(i < 50_000 ? 1 : 0.001, i / 1e6);
        }
        assertSeconds(750, 1);
    }

    @Test
    void moreWorkThanThereIsCountsAsFinished() {
        step(1, 0.5);
        step(1, 1.5);
        assertEquals(OptionalDouble.of(0), timeLeft.seconds());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s left",
        "0.2, 1 s left",
        "5, 5 s left",
        "58.9, 59 s left",
        "59.5, about 1 min left",
        "89, about 1 min left",
        "120, about 2 min left",
        "3569, about 59 min left",
        "3571, about 1 h left",
        "6000, about 1 h 40 min left",
        "180000, about 50 h left"
    })
    void timesAreWrittenAsPeopleSayThem(double seconds, String text) {
        assertEquals(text, TimeLeft.format(seconds));
    }

    @Test
    void theSystemClockIsTheDefault() {
        TimeLeft real = new TimeLeft();
        real.observe(0);
        real.observe(0.1);
        real.observe(0.2);
        assertTrue(real.seconds().orElseThrow() < 3600);
    }
}
