package sc.fiji.diffseg.benchmark;

import ij.IJ;
import ij.ImagePlus;
import ij.process.FloatProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.FolderOptions;
import sc.fiji.diffseg.segment.FolderSegmenter;
import sc.fiji.diffseg.segment.ImageOutcome;
import sc.fiji.diffseg.segment.InputFile;
import sc.fiji.diffseg.segment.LoadedModel;
import sc.fiji.diffseg.segment.OutputFolder;
import sc.fiji.diffseg.segment.SegmentationSettings;
import sc.fiji.diffseg.segment.Segmenter;

/**
 * Segments a folder of many images and prints the memory of the process on the way: it has to stay
 * flat after the tenth. Arguments: model folder, number of images.
 *
 * <p>Java touches ever more pages of its heap before it first collects its garbage, and never gives
 * them back; how many, {@code -Xmx} and {@code -Xmn} say. What a leak would let grow is told apart:
 * the resident memory outside the heap, what is alive on the heap after a collection, and the
 * number of live tensors. A collection also frees memory outside the heap, so there is one only
 * after the tenth and the last image. With {@code -Xms512m -Xmx512m -XX:+AlwaysPreTouch} the heap
 * is resident from the beginning, and what grows in all is what grows outside.
 */
public final class FolderMemory {

    /** Images of one to four tiles of 128 pixels in turn, so that every size of a batch occurs. */
    private static final int[][] SIZES = {{128, 128}, {192, 128}, {256, 128}, {192, 192}};

    private static final int SHOWN_EVERY = 10;
    private static final double MIB = 1 << 20;

    private FolderMemory() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        ModelFolder folder = ModelFolder.open(Path.of(arguments[0]));
        int images = Integer.parseInt(arguments[1]);
        Path place = Files.createTempDirectory("folder-memory");
        Path inputs = Files.createDirectory(place.resolve("inputs"));
        for (int i = 0; i < images; i++) {
            draw(i, inputs);
        }
        List<InputFile> files = InputFile.list(List.of(inputs));
        OutputFolder outputs = OutputFolder.open(place.resolve("outputs"), files);
        FolderOptions options = new FolderOptions(0, true, false, Optional.empty());
        TorchEngine engine = TorchEngine.start("cpu");
        List<ImageOutcome> outcomes = new ArrayList<>();
        try (LoadedModel model = LoadedModel.open(folder, engine, Progress.NONE)) {
            Segmenter segmenter =
                    new Segmenter(model, SegmentationSettings.DEFAULT.withMaps(true, false, false));
            FolderSegmenter batch = new FolderSegmenter(segmenter, outputs, options);
            for (int i = 0; i < images; i += SHOWN_EVERY) {
                int end = Math.min(images, i + SHOWN_EVERY);
                outcomes.addAll(batch.run(files.subList(i, end), Progress.NONE));
                show(end, engine);
                if (end == SHOWN_EVERY || end == images) {
                    System.gc();
                    System.out.printf(
                            Locale.ROOT,
                            "%d images: alive on the heap after a collection %.1f MB%n",
                            end,
                            ProcessMemory.usedHeap() / MIB);
                }
            }
        }
        long failed = outcomes.stream().filter(o -> o.problem().isPresent()).count();
        System.out.printf("%d of %d images failed; files in %s%n", failed, images, place);
    }

    private static void show(int images, TorchEngine engine) throws IOException {
        ProcessMemory memory = ProcessMemory.now();
        System.out.printf(
                Locale.ROOT,
                "%d images: resident %.1f MB = Java heap %.1f + all else %.1f; peak %.1f MB;"
                        + " live tensors %d%n",
                images,
                memory.resident() / MIB,
                memory.heap() / MIB,
                memory.outside() / MIB,
                memory.peak() / MIB,
                engine.liveArrays());
    }

    private static void draw(int index, Path folder) {
        int[] size = SIZES[index % SIZES.length];
        FloatProcessor pixels = new FloatProcessor(size[0], size[1]);
        for (int p = 0; p < size[0] * size[1]; p++) {
            pixels.setf(p, (float) Math.abs(Math.sin((p % size[0] + index) / 9.0)));
        }
        String path = folder.resolve("image-%03d.tif".formatted(index + 1)).toString();
        IJ.saveAsTiff(new ImagePlus("image", pixels), path);
    }
}
