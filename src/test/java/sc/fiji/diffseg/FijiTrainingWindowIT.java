package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.training.Bars;

/** A training from its dialog to its end, by all that a user can press in a real Fiji. */
class FijiTrainingWindowIT extends InFiji {

    private static final String QUESTION = "The training is not done. A cancelled training can be";

    @Test
    void aTrainingWaitsForStartIsPausedGoesOnAndIsFinished() throws Exception {
        List<String> said =
                train(
                        "paused",
                        """
                        fillIn(DATA, NAME);
                        put(field(DIALOG, "Learning rate"), "0.01");
                        press(DIALOG, "Restore defaults");
                        while (!((JSpinner) field(DIALOG, "Steps")).getValue().equals(1000)) Thread.sleep(50);
                        say("rate " + ((JSpinner) field(DIALOG, "Learning rate")).getValue());
                        press(DIALOG, "Cancel");
                        awaitClosed(DIALOG);
                        fillIn(DATA, NAME);
                        press(DIALOG, "OK");

                        say(read(WINDOW, "Ready: .*"));
                        say(read(WINDOW, "8 pairs: .*").replaceAll("(?s)\\n.*", ""));
                        say("written " + new java.io.File(MODEL).exists());
                        press(WINDOW, "Start");
                        awaitStepsAfter(WINDOW, 0);
                        press(WINDOW, "Pause");
                        read(WINDOW, "Paused");
                        paused = step(WINDOW);
                        press(WINDOW, "Go on");
                        awaitStepsAfter(WINDOW, paused);
                        press(WINDOW, "Finish now and keep the best");
                        say(read(WINDOW, "Validation Dice of the kept model: .*"));
                        press(WINDOW, "Close");
                        awaitClosed(WINDOW);
                        """);
        assertEquals("rate 3.0E-4", said.get(0));
        assertEquals("Ready: look at what was found, then start.", said.get(1));
        assertTrue(said.get(2).startsWith("8 pairs: 4 for training, 2 for"), said.get(2));
        assertEquals("written false", said.get(3));
        assertTrained("paused");
    }

    @Test
    void aCancelledTrainingGoesOnWhereItEnded() throws Exception {
        List<String> said =
                train(
                        "cancelled",
                        """
                        begin() {
                            fillIn(DATA, NAME);
                            press(DIALOG, "OK");
                            press(WINDOW, "Start");
                        }
                        begin();
                        awaitStepsAfter(WINDOW, 0);
                        press(WINDOW, "Cancel");
                        say(read(WINDOW, "The training is not done.*"));
                        press(WINDOW, "Go on training");
                        awaitStepsAfter(WINDOW, step(WINDOW));
                        press(WINDOW, "Cancel");
                        press(WINDOW, "Cancel training");
                        awaitClosed(WINDOW);
                        checkpoint = new java.io.File(MODEL + "/training/checkpoint.safetensors");
                        say("checkpoint " + checkpoint.exists());
                        ij.IJ.saveString(ij.IJ.openAsString(MODEL + "/training/history.csv"), DATA + "/history.csv");

                        begin();
                        first = step(WINDOW);
                        say("" + first);
                        awaitStepsAfter(WINDOW, first);
                        press(WINDOW, "Finish now and keep the best");
                        read(WINDOW, "Validation Dice of the kept model: .*");
                        press(WINDOW, "Close");
                        awaitClosed(WINDOW);
                        """);
        assertTrue(said.get(0).startsWith(QUESTION), said.get(0));
        assertEquals("checkpoint true", said.get(1));
        List<String> before = Files.readAllLines(scratch.resolve("cancelled/history.csv"));
        int last = before.size() - 1;
        assertTrue(Integer.parseInt(said.get(2)) >= last, said + " after " + last);
        List<String> after = assertTrained("cancelled");
        assertTrue(after.size() > before.size(), "no step was made");
        for (int i = 0; i <= last; i++) {
            // A step that was cancelled while it was validated has its scores later.
            String row = before.get(i).replaceAll(",+$", "");
            assertTrue(after.get(i).startsWith(row), after.get(i) + " was " + row);
        }
    }

    @Test
    void closingTheWindowAsksOnceThereIsSomethingToLose() throws Exception {
        List<String> said =
                train(
                        "closed",
                        """
                        fillIn(DATA, NAME);
                        press(DIALOG, "OK");
                        read(WINDOW, "Ready: .*");
                        close(WINDOW);
                        awaitClosed(WINDOW);
                        say("written " + new java.io.File(MODEL).exists());

                        fillIn(DATA, NAME);
                        press(DIALOG, "OK");
                        press(WINDOW, "Start");
                        awaitStepsAfter(WINDOW, 0);
                        close(WINDOW);
                        say(read(WINDOW, "The training is not done.*"));
                        press(WINDOW, "Go on training");
                        awaitStepsAfter(WINDOW, step(WINDOW));
                        press(WINDOW, "Pause");
                        read(WINDOW, "Paused");
                        paused = step(WINDOW);
                        close(WINDOW);
                        press(WINDOW, "Stay paused");
                        while (windows(WINDOW).length > 1) Thread.sleep(50);
                        say(read(WINDOW, "Paused") + " " + (step(WINDOW) - paused));
                        close(WINDOW);
                        press(WINDOW, "Finish, keep the best");
                        read(WINDOW, "Validation Dice of the kept model: .*");
                        close(WINDOW);
                        awaitClosed(WINDOW);
                        """);
        assertEquals("written false", said.get(0));
        assertTrue(said.get(1).startsWith(QUESTION), said.get(1));
        assertEquals("Paused 0", said.get(2));
        assertTrained("closed");
    }

    /** Runs a script, in which DATA, NAME, MODEL and WINDOW are those of a training. */
    private static List<String> train(String name, String script) throws Exception {
        Path data = scratch.resolve(name);
        Bars.draw(data, 8);
        String names =
                "DATA = \"%s\"; NAME = \"%s\"; MODEL = \"%s\"; WINDOW = \"Fine-tune: \" + NAME;\n"
                        .formatted(slashed(data), name, slashed(model(name)));
        String printed = fiji().attend(names + script, "train.bsh");
        return printed.lines()
                .filter(line -> line.startsWith("said: "))
                .map(line -> line.substring(6))
                .toList();
    }

    /** Checks that a model is done and no step was left out or made twice. */
    private static List<String> assertTrained(String name) throws Exception {
        Path made = model(name);
        assertTrue(Files.exists(made.resolve("MODEL_CARD.md")));
        assertFalse(Files.exists(made.resolve("training/checkpoint.safetensors")));
        List<String> rows = Files.readAllLines(made.resolve("training/history.csv"));
        assertEquals(
                LongStream.range(1, rows.size()).boxed().toList(),
                rows.stream().skip(1).map(row -> Long.parseLong(row.split(",")[1])).toList());
        return rows;
    }
}
