package sc.fiji.diffseg.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.training.DataSummary;
import sc.fiji.diffseg.training.DataSurvey;
import sc.fiji.diffseg.training.Forecast;
import sc.fiji.diffseg.training.TrainingControl;

/** What the window shows and offers, from the first look at the data to the last score. */
class TrainingStateTest {

    private static final DataSurvey SURVEY =
            new DataSurvey(
                    8,
                    2,
                    0,
                    List.of(),
                    List.of(),
                    new DataSummary(10, "9 x 9", "9 x 9", 10, 0, 1, 0.25));
    private static final Forecast FORECAST =
            new Forecast(0.5, 90, 1_800_000, 200L << 20, true, 1L << 40);

    private final TrainingControl control = new TrainingControl();

    @Test
    void theChecklistFollowsTheTraining() {
        TrainingState state = state();
        assertEquals("▶look ○try ○first ○second ○score", list(state));
        state.surveyed(SURVEY);
        assertEquals("✓look ▶try ○first ○second ○score", list(state));
        state.foreseen(FORECAST);
        state.began("first", 1, 10, false);
        state.stepped("first", 4, 1.5);
        assertEquals("✓look ✓try ▶first(4 of 10) ○second ○score", list(state));
        state.began("second", 1, 20, true);
        assertEquals("✓look ✓try ✓first ▶second(0 of 20) ○score", list(state));
        state.scoring();
        assertEquals("✓look ✓try ✓first ✓second ▶score", list(state));
        state.finished(MeanScore.of(new double[] {0.5, 0.7}, 1));
        assertEquals("✓look ✓try ✓first ✓second ✓score", list(state));
        assertEquals(1, state.fraction());
        assertTrue(state.status().startsWith("Validation Dice of the kept model: 0.600"));
        assertEquals("[CLOSE]", offered(state));
    }

    @Test
    void aTrainingThatWaitsForItsUserShowsWhatWasFoundAndOffersToStart() {
        control.pause();
        TrainingState state = state();
        assertEquals("[CANCEL]", offered(state));
        assertFalse(state.hasBegun());
        state.surveyed(SURVEY);
        state.foreseen(FORECAST);
        assertEquals("[CANCEL, START]", offered(state));
        assertTrue(state.facts().contains("10 pairs: 8 for training, 2 for validation"));
        assertTrue(state.facts().stream().anyMatch(line -> line.startsWith("Time: about 2 min")));
        state.start();
        assertFalse(control.isPaused());
        assertEquals("[CANCEL, PAUSE]", offered(state));
    }

    @Test
    void pausingOffersToGoOn() {
        TrainingState state = running();
        state.pauseOrResume();
        assertTrue(control.isPaused());
        assertEquals("Pausing after this step...", state.status());
        assertEquals("[CANCEL, RESUME]", offered(state));
        state.pauseOrResume();
        assertFalse(control.isPaused());
        assertEquals("[CANCEL, PAUSE]", offered(state));
    }

    @Test
    void finishingIsOfferedOnceThereIsAModelToKeep() {
        TrainingState state = running();
        state.validated("second", 5, 0.6, 0.5, true);
        assertEquals("[CANCEL, FINISH, PAUSE]", offered(state));
        state.pauseOrResume();
        state.finish();
        assertTrue(control.isFinishing());
        assertFalse(control.isPaused(), "what was paused must go on to finish");
        assertEquals("[CANCEL]", offered(state));
    }

    @Test
    void aTrainingThatGoesOnHasAModelToKeepAtOnce() {
        TrainingState state = state();
        state.surveyed(SURVEY);
        state.foreseen(FORECAST);
        state.recalled("second", 1, 0.5);
        state.recalledScores("second", 1, 0.6, 0.5, true);
        state.began("second", 2, 20, true);
        assertTrue(state.hasBegun());
        assertEquals("[CANCEL, FINISH, PAUSE]", offered(state));
    }

    @Test
    void cancellingReachesThePausedTrainingAndIsOfferedOnce() {
        TrainingState state = running();
        Progress progress = state.over(control.over(Progress.NONE));
        state.pauseOrResume();
        assertFalse(progress.isCancelled());
        state.cancel();
        assertTrue(progress.isCancelled());
        assertEquals("Cancelling...", state.status());
        assertEquals("[]", offered(state));
    }

    @Test
    void everyChangeIsSeen() {
        TrainingState state = running();
        long before = state.version();
        state.stepped("second", 1, 2);
        assertTrue(state.version() > before);
        before = state.version();
        state.over(Progress.NONE).report(0.5, "training");
        assertTrue(state.version() > before);
        assertEquals(0.5, state.fraction());
    }

    private TrainingState running() {
        TrainingState state = state();
        state.surveyed(SURVEY);
        state.foreseen(FORECAST);
        state.began("second", 1, 20, true);
        return state;
    }

    private TrainingState state() {
        return new TrainingState(List.of("first", "second"), control);
    }

    private static String list(TrainingState state) {
        StringJoiner text = new StringJoiner(" ");
        for (Checklist.Item item : state.checklist()) {
            String sign =
                    switch (item.mark()) {
                        case DONE -> "✓";
                        case RUNNING -> "▶";
                        case PENDING -> "○";
                    };
            String word = item.name().toLowerCase().replace("train the ", "").split(" ")[0];
            text.add(sign + word + (item.detail().isEmpty() ? "" : "(" + item.detail() + ")"));
        }
        return text.toString();
    }

    private static String offered(TrainingState state) {
        TreeSet<String> names = new TreeSet<>();
        state.actions()
                .forEach(
                        (action, offered) -> {
                            if (offered) {
                                names.add(action.name());
                            }
                        });
        return names.toString();
    }
}
