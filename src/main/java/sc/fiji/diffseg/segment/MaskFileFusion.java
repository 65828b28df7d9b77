package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.MaskFiles;
import sc.fiji.diffseg.image.MaskSamples;
import sc.fiji.diffseg.image.SampleAxis;

/**
 * Fuses masks in files, read as {@link MaskFiles} reads them: several files, of which each is a
 * sample, or one stack.
 *
 * <p>For an output called {@code both.tif} it writes that file, on request {@code
 * both-probability.tif} and {@code both-uncertainty.tif}, then {@code both-samples.csv}, the {@link
 * SampleTable}, and last {@code both.json}, the record.
 */
public final class MaskFileFusion {

    private static final String TIFF = "(?i)\\.tiff?$";
    private static final String PROBABILITY = "-probability.tif";
    private static final String UNCERTAINTY = "-uncertainty.tif";
    private static final String SAMPLES = "-samples.csv";
    private static final String RECORD = ".json";
    private static final double READ = 0.5;

    private final List<Path> files;
    private final SampleAxis axis;
    private final Path output;

    /**
     * Prepares a fusion.
     *
     * @param files masks of the same size, or one stack of masks
     * @param axis along which the samples of one stack lie; of no meaning for several files
     * @param output TIFF file for the consensus
     * @throws IllegalArgumentException in one sentence, if the output is no TIFF or one of the
     *     masks, or a mask is given twice
     */
    public MaskFileFusion(List<Path> files, SampleAxis axis, Path output) {
        Path target = absolute(output);
        if (!target.toString().matches(".*" + TIFF)) {
            throw new IllegalArgumentException(
                    "The consensus is written as TIFF, but the output is called %s: call it NAME.tif."
                            .formatted(output));
        }
        Set<Path> seen = new HashSet<>();
        for (Path file : files) {
            if (absolute(file).equals(target)) {
                throw new IllegalArgumentException(
                        "The output %s is one of the masks: choose another name.".formatted(file));
            }
            if (!seen.add(absolute(file))) {
                throw new IllegalArgumentException(
                        "The mask %s is given twice and would have two votes: name it once."
                                .formatted(file));
            }
        }
        this.files = List.copyOf(files);
        this.axis = axis;
        this.output = target;
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /**
     * Fuses the masks and writes the files.
     *
     * @throws IOException in one sentence, if a mask cannot be read or nothing can be written, or a
     *     file that would be written is one of the masks or a record of something else
     * @throws IllegalArgumentException in one sentence, if the masks cannot be fused
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    public FusedMasks run(MaskFusionSettings settings, Progress progress) throws IOException {
        OutputFolder folder = OutputFolder.open(output.getParent(), List.of());
        requireNothingLost(folder, settings);
        MaskSamples samples = read(progress.part(0, READ));
        FusedMasks fused = MaskFusion.fuse(samples, settings, progress.part(READ, 1));
        folder.tiff(output.getFileName().toString(), fused.consensus());
        write(folder, named(PROBABILITY), fused.probability());
        write(folder, named(UNCERTAINTY), fused.uncertainty());
        folder.text(named(SAMPLES), fused.table().csv());
        folder.text(named(RECORD), Provenance.text(fused.record()));
        return fused;
    }

    /** The file beside the output with another ending. */
    private String named(String ending) {
        return output.getFileName().toString().replaceFirst(TIFF, "") + ending;
    }

    private void requireNothingLost(OutputFolder folder, MaskFusionSettings settings)
            throws IOException {
        List<String> names = new ArrayList<>(List.of(output.getFileName().toString()));
        if (settings.probability()) {
            names.add(named(PROBABILITY));
        }
        if (settings.uncertainty()) {
            names.add(named(UNCERTAINTY));
        }
        names.addAll(List.of(named(SAMPLES), named(RECORD)));
        for (String name : names) {
            Path target = folder.path().resolve(name);
            for (Path file : files) {
                // By another path, or in another case, a name may be that of the same file.
                if (Files.exists(target) && Files.exists(file) && Files.isSameFile(target, file)) {
                    throw new IOException(
                            "The mask %s would be overwritten by %s: choose another name for the output."
                                    .formatted(file, name));
                }
            }
        }
        Optional<String> record = folder.read(named(RECORD));
        if (record.isPresent()
                && record.flatMap(BatchIdentity::parse)
                        .filter(json -> json.has(FusedMasks.FUSION))
                        .isEmpty()) {
            throw new IOException(
                    "%s is there and is no record of a fusion: choose another name for the output."
                            .formatted(folder.path().resolve(named(RECORD))));
        }
    }

    private static void write(OutputFolder folder, String name, Optional<ImagePlus> image)
            throws IOException {
        if (image.isPresent()) {
            folder.tiff(name, image.get());
        }
    }

    private MaskSamples read(Progress progress) throws IOException {
        List<ImagePlus> masks = new ArrayList<>();
        for (Path file : files) {
            progress.checkCancelled();
            progress.report(masks.size() / (double) files.size(), "Opening " + file);
            ImagePlus mask = MaskFiles.open(file);
            mask.setTitle(name(file));
            masks.add(mask);
        }
        return masks.size() == 1 ? MaskSamples.along(axis, masks.get(0)) : MaskSamples.of(masks);
    }

    /** Masks of one image by several people are often called alike, in folders of their own. */
    private String name(Path file) {
        String name = file.getFileName().toString();
        long alike = files.stream().filter(other -> other.endsWith(name)).count();
        Path folder = absolute(file).getParent();
        return alike == 1 || folder.getFileName() == null
                ? name
                : folder.getFileName() + "/" + name;
    }
}
