package sc.fiji.diffseg.training;

import sc.fiji.diffseg.report.TrainingCurves;

/** Keeps the curves of a training, its stages one after another. */
public class CurveWatcher implements TrainingWatcher {

    private final TrainingCurves curves = new TrainingCurves();
    private long before;
    private long end;

    /** The curves so far; they grow. */
    public final TrainingCurves curves() {
        return curves;
    }

    @Override
    public void began(String stage, long firstStep, long steps, boolean validated) {
        before = end;
        end = before + steps;
        curves.begin(stage, before);
    }

    @Override
    public void stepped(String stage, long step, double loss) {
        curves.addLoss(before + step, loss);
    }

    @Override
    public void validated(String stage, long step, double dice, double iou, boolean best) {
        curves.addScores(before + step, dice, iou, best);
    }
}
