package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.TinyModel;

/** Fine-tunings of a tiny LEAF on ten images of bars. */
abstract class WithBars {

    static final int PAIRS = 10;

    @TempDir static Path data;
    @TempDir Path scratch;

    static ModelFolder tiny;
    static Path images;
    static Path masks;

    @BeforeAll
    static void draw() throws IOException {
        tiny = TinyModel.write(data.resolve("models/tiny"));
        Bars.draw(data.resolve("bars"), PAIRS);
        images = data.resolve("bars/images");
        masks = data.resolve("bars/masks");
    }

    static FineTuning tuning(Effort effort, String settings) {
        return new FineTuning(
                "bars",
                data(images, masks),
                StartingPoint.of(tiny),
                Presentation.DEFAULT,
                effort,
                settings);
    }

    static FineTuning tuning(Path images, Path masks, long steps, ModelFolder base) {
        Effort effort = new Effort(steps, 500, 1e-3, 2, steps / 2, 0, 1, Precision.FLOAT32);
        return new FineTuning(
                "bars",
                data(images, masks),
                StartingPoint.of(base),
                Presentation.DEFAULT,
                effort,
                "");
    }

    static FineTuningData data(Path images, Path masks) {
        return new FineTuningData(
                images,
                masks,
                Optional.empty(),
                Optional.empty(),
                0.2,
                Split.Mode.RANDOM,
                "",
                Optional.empty());
    }
}
