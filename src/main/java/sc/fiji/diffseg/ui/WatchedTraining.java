package sc.fiji.diffseg.ui;

import java.io.IOException;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.training.FineTuningJob;
import sc.fiji.diffseg.training.TrainingControl;

/** A fine-tuning in a window. */
public final class WatchedTraining {

    private WatchedTraining() {}

    /**
     * Carries a fine-tuning out on the calling thread, which must not be the one that draws.
     *
     * @param device as {@link FineTuningJob#carryOut} takes it
     * @param title of the window
     * @param attended whether somebody is there: then the training begins when they press Start,
     *     and its window stays open until they close it
     * @return validation Dice of the model
     * @throws IOException in one sentence, if something is wrong; the window is closed
     * @throws java.util.concurrent.CancellationException if the user cancels; likewise
     */
    public static MeanScore run(
            FineTuningJob job, String device, String title, boolean attended, Progress progress)
            throws IOException {
        TrainingControl control = new TrainingControl();
        if (attended) {
            control.pause();
        }
        TrainingState state = new TrainingState(job.stages(), control);
        TrainingWindow window = TrainingWindow.open(state, title);
        try {
            return job.carryOut(device, state, control, state.over(progress));
        } finally {
            if (attended && state.isDone()) {
                window.leaveOpen();
            } else {
                window.close();
            }
        }
    }
}
