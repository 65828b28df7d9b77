package sc.fiji.diffseg.benchmark;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.FileChoice;
import sc.fiji.diffseg.segment.FolderOptions;
import sc.fiji.diffseg.segment.FolderSegmenter;
import sc.fiji.diffseg.segment.ImageOutcome;
import sc.fiji.diffseg.segment.InputFile;
import sc.fiji.diffseg.segment.LoadedModel;
import sc.fiji.diffseg.segment.OutputFolder;
import sc.fiji.diffseg.segment.SegmentationSettings;
import sc.fiji.diffseg.segment.Segmenter;

/**
 * Compares a folder with the bare model, block by block in turn, so that both meet the same
 * machine: how long images that are already in memory take from pixels to labels, and how long the
 * same files take with reading them and writing labels and records. Prints the ratio for each block
 * and for all, and the memory of the process, which has to stay flat. The first block is done once
 * before the clock runs.
 *
 * <p>Reading and writing overlap with computing only where a core is free; on a busy machine the
 * ratio of the processor's time is the better one.
 *
 * <p>Arguments: model folder, folder of images (its sub-folders, too; files that are no images
 * count for the folder alone), images per block, and {@code extras} to write overlays and outlines
 * as well.
 */
public final class FolderThroughput {

    private static final double MIB = 1 << 20;

    private FolderThroughput() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        ModelFolder folder = ModelFolder.open(Path.of(arguments[0]));
        List<InputFile> files =
                new FileChoice(true, "", List.of()).list(List.of(Path.of(arguments[1])));
        int block = Integer.parseInt(arguments[2]);
        Path place = Files.createTempDirectory("folder-throughput");
        OutputFolder outputs = OutputFolder.open(place, files);
        boolean extras = arguments.length > 3 && arguments[3].equals("extras");
        FolderOptions options = new FolderOptions(0, extras, extras, Optional.empty());
        TorchEngine engine = TorchEngine.start("cpu");
        Time bare = new Time(0, 0);
        Time batch = new Time(0, 0);
        List<ImageOutcome> outcomes = new ArrayList<>();
        try (LoadedModel model = LoadedModel.open(folder, engine, Progress.NONE)) {
            Segmenter segmenter = new Segmenter(model, SegmentationSettings.DEFAULT);
            FolderSegmenter all = new FolderSegmenter(segmenter, outputs, options);
            List<InputFile> first = files.subList(0, Math.min(block, files.size()));
            bare(segmenter, first);
            all.run(first, Progress.NONE);
            for (int i = 0; i < files.size(); i += block) {
                List<InputFile> some = files.subList(i, Math.min(files.size(), i + block));
                Time one = bare(segmenter, some);
                Time other = Time.of(() -> outcomes.addAll(all.run(some, Progress.NONE)));
                bare = bare.plus(one);
                batch = batch.plus(other);
                ProcessMemory memory = ProcessMemory.now();
                System.out.printf(
                        Locale.ROOT,
                        "%d files: %s; outside the heap %.0f MB, peak %.0f MB, live tensors %d%n",
                        outcomes.size(),
                        compared(one, other),
                        memory.outside() / MIB,
                        memory.peak() / MIB,
                        engine.liveArrays());
            }
        }
        long failed = outcomes.stream().filter(o -> o.problem().isPresent()).count();
        System.out.printf(
                "%d files, %d failed: %s; results in %s%n",
                outcomes.size(), failed, compared(bare, batch), place);
    }

    /** The throughput of a folder relative to the bare model's. */
    private static String compared(Time bare, Time folder) {
        return String.format(
                Locale.ROOT,
                "bare %.2f s, folder %.2f s, throughput %.3f of the bare one (on the processor"
                        + " %.2f s, %.2f s, %.3f)",
                bare.wall(),
                folder.wall(),
                bare.wall() / folder.wall(),
                bare.processor(),
                folder.processor(),
                bare.processor() / folder.processor());
    }

    /** The time that those take which are images, once they are in memory. */
    private static Time bare(Segmenter segmenter, List<InputFile> files) {
        List<ImagePlusPlanes> images = new ArrayList<>();
        for (InputFile file : files) {
            try {
                ImagePlus image = ImageFiles.open(file.file());
                images.add(new ImagePlusPlanes(image, 0));
            } catch (IOException | IllegalArgumentException e) {
                System.out.println(file.label() + " is no image to segment.");
            }
        }
        return Time.of(() -> images.forEach(image -> segmenter.segment(image, Progress.NONE)));
    }
}
