package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.segment.LoadedModel;
import sc.fiji.diffseg.segment.TinyModel;

/** What a training shows and scores meanwhile, of an image that may be huge. */
class ValidationTest {

    @TempDir private Path root;

    private Recipe recipe;
    private List<ImagePair> one;

    @BeforeEach
    void writePictures() throws IOException {
        TinyTraining.writePictures(root, 0, 1);
        recipe = TinyTraining.read(TinyTraining.recipe(), root.resolve("recipe.json"));
        one = PairedFolder.scan(root.resolve("images"), root.resolve("masks"), "discs").pairs();
    }

    /** A user who asks to stop when the image has been begun. */
    private static final class Hasty implements Progress {
        private final List<Double> reports = new ArrayList<>();
        private boolean begun;

        @Override
        public void report(double fraction, String what) {
            reports.add(fraction);
        }

        @Override
        public boolean isCancelled() {
            boolean before = begun;
            begun = true;
            return before;
        }
    }

    @Test
    void theUserNeedNotWaitForTheEndOfAnImage() throws IOException {
        try (LoadedModel model =
                LoadedModel.open(
                        TinyModel.write(root.resolve("model")),
                        TorchEngine.start("cpu"),
                        Progress.NONE)) {
            Validation validation = new Validation(recipe, Map.of("discs", one));
            Previews previews = new Previews(recipe, one);
            assertStops(hasty -> validation.scores(model.model(), 0, hasty));
            assertStops(hasty -> previews.make(model.model(), 1, hasty));
        }
    }

    private interface Job {
        void run(Progress progress) throws IOException;
    }

    private static void assertStops(Job job) {
        Hasty hasty = new Hasty();
        Executable run = () -> job.run(hasty);
        assertThrows(CancellationException.class, run);
        assertEquals(List.of(), hasty.reports, "a training tells its own progress");
    }
}
