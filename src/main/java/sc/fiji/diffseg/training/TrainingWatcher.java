package sc.fiji.diffseg.training;

import java.util.List;
import sc.fiji.diffseg.measure.MeanScore;

/**
 * Who shows a training to its user. All methods are called on the training's thread, must be quick,
 * and do nothing unless they are overridden.
 */
public interface TrainingWatcher {

    /** Watches nothing. */
    TrainingWatcher NONE = new TrainingWatcher() {};

    /** The images and masks have been looked at. */
    default void surveyed(DataSurvey survey) {}

    /** The first steps have been tried; the training begins when the user wants. */
    default void foreseen(Forecast forecast) {}

    /**
     * Something that the user should know.
     *
     * @param sentence one
     */
    default void noticed(String sentence) {}

    /**
     * A step that was made before the training was interrupted; told in order before it goes on.
     *
     * @param step number of the step in its stage, from 1
     */
    default void recalled(String stage, long step, double loss) {}

    /** The scores of the model after the step recalled last, as {@link #validated}. */
    default void recalledScores(String stage, long step, double dice, double iou, boolean best) {}

    /**
     * A stage begins or goes on.
     *
     * @param firstStep number of the step that comes next, from 1
     * @param steps number of its last step
     * @param validated whether the model is validated while the stage runs
     */
    default void began(String stage, long firstStep, long steps, boolean validated) {}

    /**
     * A step has been made.
     *
     * @param step number of the step in its stage, from 1
     */
    default void stepped(String stage, long step, double loss) {}

    /**
     * The model has been scored.
     *
     * @param dice mean validation Dice of the data sets
     * @param iou mean validation IoU of the data sets
     * @param best whether this is the model that is kept so far
     */
    default void validated(String stage, long step, double dice, double iou, boolean best) {}

    /** How many validation images are to be shown by {@link #previewed}, at least 0. */
    default int previews() {
        return 0;
    }

    /** Some validation images as the model segments them now, always the same ones. */
    default void previewed(String stage, long step, List<Preview> previews) {}

    /** All steps are done, and the best model is being scored on all validation images. */
    default void scoring() {}

    /** All is done. */
    default void finished(MeanScore dice) {}

    /** Tells several watchers the same; the most previews that one of them wants are made. */
    static TrainingWatcher all(TrainingWatcher... watchers) {
        return new Watchers(List.of(watchers));
    }
}
