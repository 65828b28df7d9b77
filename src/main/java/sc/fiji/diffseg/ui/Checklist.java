package sc.fiji.diffseg.ui;

import java.util.ArrayList;
import java.util.List;

/** What a training does one after another, and how far it is: its owner sees to the threads. */
final class Checklist {

    private static final String SURVEY = "Look at images and masks";
    private static final String REHEARSAL = "Try the first steps";
    private static final String SCORES = "Score the best model";
    private static final int FIRST_STAGE = 2;

    /** How far an item is. */
    enum Mark {
        PENDING,
        RUNNING,
        DONE
    }

    /**
     * A line of the checklist.
     *
     * @param detail how far it is; may be empty
     */
    record Item(String name, Mark mark, String detail) {}

    private final List<String> names = new ArrayList<>();
    private int running;
    private String detail = "";

    /**
     * A checklist at its beginning.
     *
     * @param stages names of the training's stages, in order
     */
    Checklist(List<String> stages) {
        names.add(SURVEY);
        names.add(REHEARSAL);
        stages.forEach(stage -> names.add(training(stage)));
        names.add(SCORES);
    }

    private static String training(String stage) {
        return "Train the " + stage;
    }

    /** The images have been looked at, and the first steps are tried. */
    void rehearse() {
        move(REHEARSAL, "");
    }

    /** All is prepared, and the first stage waits for its start. */
    void awaitStart() {
        running = FIRST_STAGE;
        detail = "ready";
    }

    /** A stage is trained. */
    void train(String stage, String how) {
        move(training(stage), how);
    }

    /** The best model is scored. */
    void score() {
        move(SCORES, "");
    }

    /** All is done. */
    void complete() {
        running = names.size();
    }

    /** How far what is done now has come. */
    void detail(String how) {
        detail = how;
    }

    private void move(String name, String how) {
        running = names.indexOf(name);
        detail = how;
    }

    /** Whether the training's stages are still to come. */
    boolean isPreparing() {
        return running < FIRST_STAGE;
    }

    /** Whether the first stage is due or under way. */
    boolean isAtFirstStage() {
        return running == FIRST_STAGE;
    }

    /** Whether a stage is due or under way. */
    boolean isTraining() {
        return !isPreparing() && running < names.indexOf(SCORES);
    }

    /** Whether all is done. */
    boolean isDone() {
        return running == names.size();
    }

    /** The lines, in order. */
    List<Item> items() {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Mark mark = i < running ? Mark.DONE : i > running ? Mark.PENDING : Mark.RUNNING;
            items.add(new Item(names.get(i), mark, mark == Mark.RUNNING ? detail : ""));
        }
        return items;
    }
}
