package sc.fiji.diffseg.benchmark;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.leaf.Dinov2Files;
import sc.fiji.diffseg.training.AlignedTraining;

/**
 * Many steps of a tiny LEAF with its features aligned with a random transformer's, under the
 * official names and under those of Hugging Face: that the distance falls, that no tensor is left
 * behind, and that both namings are the same teacher.
 *
 * <p>Arguments: the number of steps, 500 if none is given.
 */
public final class AlignedSteps {

    private static final int WINDOW = 25;

    private AlignedSteps() {}

    /** Prints a line per naming, and whether both ended with the same parameters. */
    public static void main(String[] arguments) throws IOException {
        int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
        Path folder = Files.createTempDirectory("aligned");
        Map<String, float[]> other = null;
        List<Path> teachers = Dinov2Files.random(folder, 1);
        for (Path teacher : teachers) {
            AlignedTraining training = new AlignedTraining();
            long start = System.nanoTime();
            Map<String, float[]> parameters =
                    training.run(
                            new JsonObject(),
                            AlignedTraining.method(teacher),
                            Optional.empty(),
                            steps,
                            folder.resolve(teacher.getFileName() + ".checkpoint"),
                            Progress.NONE,
                            plan -> {});
            double seconds = (System.nanoTime() - start) / 1e9;
            int last = steps - WINDOW;
            System.out.printf(
                    "%s: %d steps in %.0f s, alignment %.4f to %.4f, L1 %.4f to %.4f,"
                            + " tensors alive after a step %d to %d%n",
                    teacher.getFileName(),
                    steps,
                    seconds,
                    training.mean("alignment", 0, WINDOW),
                    training.mean("alignment", last, steps),
                    training.mean("l1", 0, WINDOW),
                    training.mean("l1", last, steps),
                    training.alive.subList(1, steps).stream().mapToInt(i -> i).min().orElseThrow(),
                    training.alive.subList(1, steps).stream().mapToInt(i -> i).max().orElseThrow());
            if (other != null) {
                Map<String, float[]> first = other;
                boolean same =
                        parameters.entrySet().stream()
                                .allMatch(e -> Arrays.equals(e.getValue(), first.get(e.getKey())));
                System.out.println("both namings end with the same parameters: " + same);
            }
            other = parameters;
        }
    }
}
