package sc.fiji.diffseg.ui;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.TimeLeft;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.training.CurveWatcher;
import sc.fiji.diffseg.training.DataSurvey;
import sc.fiji.diffseg.training.Forecast;
import sc.fiji.diffseg.training.LogWatcher;
import sc.fiji.diffseg.training.Preview;
import sc.fiji.diffseg.training.TrainingControl;

/**
 * What a training's window shows, without the window: filled by the training's thread, read by the
 * one that draws, and steered by the user. Safe to use from any thread.
 */
final class TrainingState extends CurveWatcher {

    private static final int PREVIEWS = 4;

    /** What the user can do now. */
    enum Action {
        START,
        PAUSE,
        RESUME,
        FINISH,
        CANCEL,
        CLOSE
    }

    private final TrainingControl control;
    private final Checklist checklist;
    private final List<String> facts = new ArrayList<>();
    private final AtomicLong version = new AtomicLong();
    private final TimeLeft timeLeft = new TimeLeft(this::unpausedNanos);
    private List<Preview> previews = List.of();
    private long lastStep;
    private String result = "";
    private double fraction;
    private boolean waiting;
    private boolean begun;
    private boolean preparing = true;
    private boolean kept;
    private long pausedAt;
    private long pausedNanos;

    /**
     * The state of a training that begins.
     *
     * @param stages names of its stages, in order
     * @param control of the training; paused if it is to wait for {@link #start}
     */
    TrainingState(List<String> stages, TrainingControl control) {
        this.control = control;
        checklist = new Checklist(stages);
        waiting = control.isPaused();
    }

    /** A progress that this state shows, and that the user's wish to cancel reaches. */
    Progress over(Progress progress) {
        return new Progress() {
            @Override
            public void report(double done, String what) {
                progress.report(done, what);
                reported(done);
            }

            @Override
            public boolean isCancelled() {
                return progress.isCancelled();
            }
        };
    }

    private synchronized void reported(double done) {
        if (!waiting) {
            timeLeft.observe(done);
        }
        fraction = done;
        version.incrementAndGet();
    }

    private synchronized long unpausedNanos() {
        long now = control.isPaused() && pausedAt != 0 ? pausedAt : System.nanoTime();
        return now - pausedNanos;
    }

    @Override
    public void surveyed(DataSurvey survey) {
        tell(survey.lines());
        move(checklist::rehearse);
    }

    @Override
    public void foreseen(Forecast forecast) {
        tell(forecast.lines());
        synchronized (this) {
            if (waiting) {
                move(checklist::awaitStart);
            }
        }
    }

    @Override
    public void noticed(String sentence) {
        tell(List.of(sentence));
    }

    @Override
    public void recalledScores(String stage, long step, double dice, double iou, boolean best) {
        super.recalledScores(stage, step, dice, iou, best);
        synchronized (this) {
            kept = true;
        }
    }

    @Override
    public void began(String stage, long firstStep, long steps, boolean validated) {
        super.began(stage, firstStep, steps, validated);
        synchronized (this) {
            begun = true;
            preparing = !validated;
            lastStep = steps;
        }
        move(() -> checklist.train(stage, firstStep - 1 + " of " + steps));
    }

    @Override
    public void stepped(String stage, long step, double loss) {
        super.stepped(stage, step, loss);
        move(() -> checklist.detail(step + " of " + lastStep));
    }

    @Override
    public void validated(String stage, long step, double dice, double iou, boolean best) {
        super.validated(stage, step, dice, iou, best);
        synchronized (this) {
            kept = true;
            version.incrementAndGet();
        }
    }

    @Override
    public int previews() {
        return PREVIEWS;
    }

    @Override
    public void previewed(String stage, long step, List<Preview> made) {
        synchronized (this) {
            previews = List.copyOf(made);
            version.incrementAndGet();
        }
    }

    @Override
    public void scoring() {
        move(checklist::score);
    }

    @Override
    public void finished(MeanScore dice) {
        synchronized (this) {
            fraction = 1;
            result = LogWatcher.describe(dice);
            move(checklist::complete);
        }
    }

    private synchronized void tell(List<String> lines) {
        facts.addAll(lines);
        version.incrementAndGet();
    }

    private synchronized void move(Runnable change) {
        change.run();
        version.incrementAndGet();
    }

    /** The user has seen what was found and wants to begin. */
    void start() {
        synchronized (this) {
            waiting = false;
            version.incrementAndGet();
        }
        control.resume();
    }

    /** The user wants a break, or no longer. */
    void pauseOrResume() {
        synchronized (this) {
            if (control.isPaused()) {
                pausedNanos += System.nanoTime() - pausedAt;
                control.resume();
            } else {
                pausedAt = System.nanoTime();
                control.pause();
            }
            version.incrementAndGet();
        }
    }

    /** The user wants the best model so far. */
    void finish() {
        control.finish();
        version.incrementAndGet();
    }

    /** The user wants no more of it. */
    void cancel() {
        control.cancel();
        version.incrementAndGet();
    }

    /** Changes whenever something else does. */
    long version() {
        return version.get();
    }

    /** The checklist, in order. */
    synchronized List<Checklist.Item> checklist() {
        return checklist.items();
    }

    /** What the user should know, in lines. */
    synchronized List<String> facts() {
        return List.copyOf(facts);
    }

    /** The validation images as the model segmented them last. */
    synchronized List<Preview> shown() {
        return previews;
    }

    /** Work done, from 0 to 1. */
    synchronized double fraction() {
        return fraction;
    }

    /** Whether all is done. */
    synchronized boolean isDone() {
        return checklist.isDone();
    }

    /** Whether there is a training that could be gone on with. */
    synchronized boolean hasBegun() {
        return begun;
    }

    /** Whether the user wants a break. */
    boolean isPaused() {
        return control.isPaused();
    }

    /** What happens now, in one line. */
    synchronized String status() {
        if (isDone()) {
            return result;
        }
        if (control.isCancelled()) {
            return "Cancelling...";
        }
        if (checklist.isPreparing()) {
            return "Preparing...";
        }
        if (waiting) {
            return "Ready: look at what was found, then start.";
        }
        if (control.isFinishing()) {
            return "Finishing: the best model is kept and scored...";
        }
        if (control.isPaused()) {
            return control.isWaiting() ? "Paused" : "Pausing after this step...";
        }
        return timeLeft.text();
    }

    /** What the user can do now, and whether it is offered. */
    synchronized Map<Action, Boolean> actions() {
        Map<Action, Boolean> actions = new EnumMap<>(Action.class);
        boolean live = !isDone() && !control.isCancelled();
        boolean stepping = live && !waiting && checklist.isTraining();
        boolean free = stepping && !control.isFinishing();
        actions.put(Action.START, live && waiting && checklist.isAtFirstStage());
        actions.put(Action.PAUSE, free && !control.isPaused());
        actions.put(Action.RESUME, free && control.isPaused());
        actions.put(Action.FINISH, free && kept && !preparing);
        actions.put(Action.CANCEL, live);
        actions.put(Action.CLOSE, isDone());
        return actions;
    }
}
