package sc.fiji.diffseg.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the loss fell and the scores rose in a training. Steps are counted over all stages. Safe to
 * use from any thread.
 */
public final class TrainingCurves {

    private static final int KEPT = 1000;
    private static final double SMOOTHED_OVER = 0.06;
    private static final int LEAST_REACH = 3;

    private final Curve loss = new Curve(KEPT);
    private final Curve dice = new Curve(KEPT);
    private final Curve iou = new Curve(KEPT);
    private final List<Stage> stages = new ArrayList<>();
    private Curve.Point best;

    /**
     * Where a stage begins.
     *
     * @param step number of steps before it
     */
    record Stage(String name, double step) {}

    /**
     * A stage begins.
     *
     * @param step number of steps before it
     */
    public synchronized void begin(String stage, long step) {
        stages.add(new Stage(stage, step));
    }

    /** Adds the loss of a step; one that is no number is left out. */
    public synchronized void addLoss(long step, double value) {
        if (Double.isFinite(value)) {
            loss.add(step, value);
        }
    }

    /**
     * Adds validation scores.
     *
     * @param isBest whether the model is the best so far
     */
    public synchronized void addScores(
            long step, double diceScore, double iouScore, boolean isBest) {
        dice.add(step, diceScore);
        iou.add(step, iouScore);
        best = isBest ? new Curve.Point(step, diceScore) : best;
    }

    synchronized List<Curve.Point> loss() {
        return loss.points();
    }

    synchronized List<Curve.Point> smoothedLoss() {
        int reach = (int) (SMOOTHED_OVER / 2 * loss.points().size());
        return loss.smoothed(Math.max(LEAST_REACH, reach));
    }

    synchronized List<Curve.Point> dice() {
        return dice.points();
    }

    synchronized List<Curve.Point> iou() {
        return iou.points();
    }

    synchronized List<Stage> stages() {
        return List.copyOf(stages);
    }

    synchronized Optional<Curve.Point> best() {
        return Optional.ofNullable(best);
    }
}
