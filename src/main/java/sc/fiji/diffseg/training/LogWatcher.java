package sc.fiji.diffseg.training;

import java.util.Locale;
import java.util.function.Consumer;
import sc.fiji.diffseg.measure.MeanScore;

/**
 * Tells a training as lines of text.
 *
 * @param out where the lines go
 */
public record LogWatcher(Consumer<String> out) implements TrainingWatcher {

    @Override
    public void surveyed(DataSurvey survey) {
        survey.lines().forEach(out);
    }

    @Override
    public void foreseen(Forecast forecast) {
        forecast.lines().forEach(out);
    }

    @Override
    public void noticed(String sentence) {
        out.accept(sentence);
    }

    @Override
    public void began(String stage, long firstStep, long steps, boolean validated) {
        out.accept(
                firstStep == 1
                        ? "Training the %s, %d steps in all".formatted(stage, steps)
                        : "Going on with the %s at step %d of %d"
                                .formatted(stage, firstStep, steps));
    }

    @Override
    public void validated(String stage, long step, double dice, double iou, boolean best) {
        out.accept(
                String.format(
                        Locale.ROOT,
                        "%s, step %d: validation Dice %.3f, IoU %.3f%s",
                        stage,
                        step,
                        dice,
                        iou,
                        best ? " (best so far, kept)" : ""));
    }

    @Override
    public void finished(MeanScore dice) {
        out.accept(describe(dice));
    }

    /** A score in words. */
    public static String describe(MeanScore dice) {
        return String.format(
                Locale.ROOT,
                "Validation Dice of the kept model: %.3f (95 %% interval %.3f to %.3f, %d images)",
                dice.mean(),
                dice.interval().lower(),
                dice.interval().upper(),
                dice.count());
    }
}
