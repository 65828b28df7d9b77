package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("history.csv");
    }

    private void tell(History history, int from, int to) throws IOException {
        for (int step = from; step <= to; step++) {
            history.add("denoiser", step, Map.of("loss", 1.0 / step));
            if (step % 2 == 0) {
                history.addToLast(Map.of("Dice cells, \"HE\"", step / 10.0));
            }
        }
    }

    @Test
    void aTrainingThatGoesOnHasNoStepTwice() throws IOException {
        History whole = new History(folder.resolve("whole.csv"));
        tell(whole, 1, 6);
        tell(new History(file()), 1, 5);

        History resumed = new History(file());
        resumed.goOn(3);
        tell(resumed, 4, 6);

        assertEquals(
                List.of(
                        "stage,step,loss,Dice cells HE",
                        "denoiser,1,1.0,",
                        "denoiser,2,0.5,0.2",
                        "denoiser,3,0.3333333333333333,"),
                Files.readAllLines(file()).subList(0, 4));
        assertEquals(Files.readString(folder.resolve("whole.csv")), Files.readString(file()));
        assertEquals(whole.curve("loss", List.of()), resumed.curve("loss", List.of()));
    }

    @Test
    void aTrainingThatGoesOnIsRecalledFromItsFirstStep() throws IOException {
        History history = new History(file());
        history.add("feature network", 1, Map.of("loss", 4.0));
        history.addToLast(Map.of("Dice a", 0.9, "Dice b, c", 0.7, "IoU a", 0.5));
        history.add("denoiser", 1, Map.of("loss", 3.0));
        history.addToLast(Map.of("Dice a", 0.25, "IoU a", 0.125));
        history.add("denoiser", 2, Map.of("loss", 2.0));
        history.addToLast(Map.of("Dice a", 0.125, "IoU a", 0.0625));
        history.add("denoiser", 3, Map.of("loss", 1.0));

        History later = new History(file());
        later.goOn(4);
        List<String> told = new ArrayList<>();
        later.recall(
                "loss",
                List.of("Dice a", "Dice b, c"),
                List.of("IoU a"),
                new TrainingWatcher() {
                    @Override
                    public void recalled(String stage, long step, double loss) {
                        told.add(stage + " " + step + ": " + loss);
                    }

                    @Override
                    public void recalledScores(
                            String stage, long step, double dice, double iou, boolean best) {
                        told.add(step + ": " + dice + " " + iou + (best ? " best" : ""));
                    }
                });

        assertEquals(
                List.of(
                        "feature network 1: 4.0",
                        "1: 0.8 0.5 best",
                        "denoiser 1: 3.0",
                        "1: 0.25 0.125 best",
                        "denoiser 2: 2.0",
                        "2: 0.125 0.0625",
                        "denoiser 3: 1.0"),
                told);
    }

    @Test
    void aNewTrainingBeginsANewHistory() throws IOException {
        tell(new History(file()), 1, 5);
        tell(new History(file()), 1, 1);
        assertEquals(List.of("stage,step,loss", "denoiser,1,1.0"), Files.readAllLines(file()));
    }

    @Test
    void theCurveIsThinnedToMeansThatMissNoStep() throws IOException {
        History history = new History(file());
        for (int step = 1; step <= 900; step++) {
            history.add("denoiser", step, Map.of("loss", (double) step));
        }
        history.addToLast(Map.of("Dice a", 0.75));

        JsonObject curve = history.curve("loss", List.of("Dice a")).getAsJsonObject("denoiser");
        JsonArray losses = curve.getAsJsonArray("loss");

        assertTrue(losses.size() > 100 && losses.size() <= 200, losses.size() + " points");
        assertEquals("[5,3.0]", losses.get(0).toString());
        assertEquals("[900,898.0]", losses.get(losses.size() - 1).toString());
        assertEquals("[[900,0.75]]", curve.get("Dice a").toString());
    }
}
