package sc.fiji.diffseg.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.imglib2.img.array.ArrayImgs;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.Axes;
import sc.fiji.diffseg.image.RaiPlanes;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.LoadedModel;
import sc.fiji.diffseg.segment.SegmentationSettings;
import sc.fiji.diffseg.segment.Segmenter;

/**
 * Segments many images one after another and prints the memory of the process on the way: it has to
 * stay flat after the tenth. Arguments: model folder, number of images.
 */
public final class FolderMemory {

    private static final int SIZE = 128;
    private static final int SHOWN_EVERY = 10;

    private FolderMemory() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        ModelFolder folder = ModelFolder.open(Path.of(arguments[0]));
        int images = Integer.parseInt(arguments[1]);
        TorchEngine engine = TorchEngine.start("cpu");
        try (LoadedModel model = LoadedModel.open(folder, engine, Progress.NONE)) {
            Segmenter segmenter =
                    new Segmenter(
                            model,
                            SegmentationSettings.DEFAULT.withSampling(SamplingSettings.DEFAULT));
            for (int i = 1; i <= images; i++) {
                float[] values = new float[SIZE * SIZE];
                for (int p = 0; p < values.length; p++) {
                    values[p] = (float) Math.abs(Math.sin((p % SIZE + i) / 9.0));
                }
                segmenter.segment(
                        new RaiPlanes(
                                "image " + i, ArrayImgs.floats(values, SIZE, SIZE), Axes.XY, 0),
                        Progress.NONE);
                if (i % SHOWN_EVERY == 0) {
                    System.out.printf(
                            "%d images: resident %s, live tensors %d%n",
                            i, resident(), engine.liveArrays());
                }
            }
        }
    }

    private static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return "unknown";
        }
        List<String> lines = Files.readAllLines(status);
        return lines.stream()
                .filter(line -> line.startsWith("VmRSS"))
                .map(line -> line.replaceAll("[^0-9]", "") + " kB")
                .findFirst()
                .orElse("unknown");
    }
}
