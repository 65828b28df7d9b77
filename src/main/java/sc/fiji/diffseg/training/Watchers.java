package sc.fiji.diffseg.training;

import java.util.List;
import sc.fiji.diffseg.measure.MeanScore;

/** Several watchers as one. */
record Watchers(List<TrainingWatcher> watchers) implements TrainingWatcher {

    @Override
    public void surveyed(DataSurvey survey) {
        watchers.forEach(watcher -> watcher.surveyed(survey));
    }

    @Override
    public void foreseen(Forecast forecast) {
        watchers.forEach(watcher -> watcher.foreseen(forecast));
    }

    @Override
    public void finished(MeanScore dice) {
        watchers.forEach(watcher -> watcher.finished(dice));
    }

    @Override
    public void noticed(String sentence) {
        watchers.forEach(watcher -> watcher.noticed(sentence));
    }

    @Override
    public void recalled(String stage, long step, double loss) {
        watchers.forEach(watcher -> watcher.recalled(stage, step, loss));
    }

    @Override
    public void recalledScores(String stage, long step, double dice, double iou, boolean best) {
        watchers.forEach(watcher -> watcher.recalledScores(stage, step, dice, iou, best));
    }

    @Override
    public void began(String stage, long firstStep, long steps, boolean validated) {
        watchers.forEach(watcher -> watcher.began(stage, firstStep, steps, validated));
    }

    @Override
    public void stepped(String stage, long step, double loss) {
        watchers.forEach(watcher -> watcher.stepped(stage, step, loss));
    }

    @Override
    public void validated(String stage, long step, double dice, double iou, boolean best) {
        watchers.forEach(watcher -> watcher.validated(stage, step, dice, iou, best));
    }

    @Override
    public int previews() {
        return watchers.stream().mapToInt(TrainingWatcher::previews).max().orElse(0);
    }

    @Override
    public void previewed(String stage, long step, List<Preview> previews) {
        watchers.forEach(watcher -> watcher.previewed(stage, step, previews));
    }

    @Override
    public void scoring() {
        watchers.forEach(TrainingWatcher::scoring);
    }
}
