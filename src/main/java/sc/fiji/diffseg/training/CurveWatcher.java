package sc.fiji.diffseg.training;

import sc.fiji.diffseg.report.TrainingCurves;

/**
 * Keeps the curves of a training, its stages one after another; of one that goes on, from its first
 * step on.
 */
public class CurveWatcher implements TrainingWatcher {

    private final TrainingCurves curves = new TrainingCurves();
    private String entered = "";
    private long before;
    private long made;

    /** The curves so far; they grow. */
    public final TrainingCurves curves() {
        return curves;
    }

    private void enter(String stage) {
        if (!stage.equals(entered)) {
            entered = stage;
            before = made;
            curves.begin(stage, before);
        }
    }

    @Override
    public void recalled(String stage, long step, double loss) {
        enter(stage);
        addLoss(step, loss);
    }

    @Override
    public void recalledScores(String stage, long step, double dice, double iou, boolean best) {
        curves.addScores(before + step, dice, iou, best);
    }

    @Override
    public void began(String stage, long firstStep, long steps, boolean validated) {
        enter(stage);
    }

    @Override
    public void stepped(String stage, long step, double loss) {
        addLoss(step, loss);
    }

    private void addLoss(long step, double loss) {
        made = before + step;
        curves.addLoss(made, loss);
    }

    @Override
    public void validated(String stage, long step, double dice, double iou, boolean best) {
        curves.addScores(before + step, dice, iou, best);
    }
}
