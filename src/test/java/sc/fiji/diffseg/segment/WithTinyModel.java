package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneSource;

/** Tests that segment with a small model, which is open while they run. */
abstract class WithTinyModel {

    static final SamplingSettings SAMPLING =
            SamplingSettings.DEFAULT.withSeed(7).withPrecision(Precision.FLOAT32);

    static final SegmentationSettings SETTINGS =
            SegmentationSettings.DEFAULT.withSampling(SAMPLING).withMaps(true, false, false);

    static LoadedModel model;

    @TempDir private static Path folder;

    @BeforeAll
    static void load() throws IOException {
        model = LoadedModel.open(TinyModel.write(folder), TorchEngine.start("cpu"), Progress.NONE);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    static SegmentationResult segment(ImagePlus image, SegmentationSettings settings) {
        return segment(new ImagePlusPlanes(image, 0), settings, Progress.NONE);
    }

    static SegmentationResult segment(
            PlaneSource source, SegmentationSettings settings, Progress progress) {
        return new Segmenter(model, settings).segment(source, progress);
    }
}
