package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.MaskFiles;
import sc.fiji.diffseg.image.NaturalOrder;
import sc.fiji.diffseg.image.ResultImages;
import sc.fiji.diffseg.measure.Comparison;

/**
 * Compares files of masks or labels with the truth: two files, or all files of two folders that
 * have the same name but for its ending.
 *
 * <p>For the foreground, files are read as {@link MaskFiles} reads them; classes and objects are
 * the pixel values themselves, which JPEG files do not keep.
 */
public final class OverlapFiles {

    private final OverlapSettings settings;

    /** Compares files in a given way. */
    public OverlapFiles(OverlapSettings settings) {
        this.settings = settings;
    }

    /**
     * Two folders.
     *
     * @param prediction folder of the masks to be judged
     * @param truth folder of the true masks
     * @param predictionSuffix what the names of predictions have and those of true masks have not,
     *     before the ending, such as {@code -labels}; files without it are passed over
     * @param truthSuffix the same for the truth
     */
    public record Folders(
            Path prediction, Path truth, String predictionSuffix, String truthSuffix) {}

    /**
     * Compares two files.
     *
     * @throws IOException in one sentence, if a file cannot be read
     * @throws IllegalArgumentException in one sentence, if the images do not fit together
     */
    public OverlapReport compare(Path prediction, Path truth, Progress progress)
            throws IOException {
        return new OverlapReport(settings, scores(prediction, truth, progress), List.of());
    }

    /**
     * Compares the files of two folders, one pair after the other. Images that have no partner or
     * more than one, cannot be read or do not fit their partner are reported, and the others are
     * measured all the same. Sub-folders, hidden files and files that are no images by their name
     * are passed over.
     *
     * @throws IOException in one sentence, if a folder does not exist or no file has a partner
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    public OverlapReport compare(Folders folders, Progress progress) throws IOException {
        Map<String, List<Path>> predictions = byName(folders.prediction, folders.predictionSuffix);
        Map<String, List<Path>> truths = byName(folders.truth, folders.truthSuffix);
        List<OverlapReport.Problem> problems = new ArrayList<>();
        Map<String, List<Path>> unused = new TreeMap<>(NaturalOrder.INSTANCE);
        unused.putAll(truths);
        List<Path[]> pairs = new ArrayList<>();
        predictions.forEach(
                (name, files) -> {
                    List<Path> partners = unused.getOrDefault(name, List.of());
                    unused.remove(name);
                    if (files.size() == 1 && partners.size() == 1) {
                        pairs.add(new Path[] {files.get(0), partners.get(0)});
                    } else {
                        problems.addAll(lonely(files, partners, folders.truth));
                    }
                });
        unused.forEach(
                (name, files) -> problems.addAll(lonely(files, List.of(), folders.prediction)));
        if (pairs.isEmpty()) {
            throw new IOException(
                    "No image in %s is called as one in %s: give every mask the name of its image, or name the suffixes by which they differ."
                            .formatted(folders.prediction, folders.truth));
        }
        List<OverlapScore> scores = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            progress.checkCancelled();
            Path[] pair = pairs.get(i);
            Progress part =
                    progress.part(i / (double) pairs.size(), (i + 1) / (double) pairs.size());
            try {
                scores.addAll(scores(pair[0], pair[1], part));
            } catch (IOException | IllegalArgumentException e) {
                problems.add(new OverlapReport.Problem(name(pair[0]), e.getMessage()));
            }
        }
        progress.report(1, "Measured");
        return new OverlapReport(settings, scores, problems);
    }

    private static List<OverlapReport.Problem> lonely(
            List<Path> files, List<Path> partners, Path searched) {
        String reason =
                partners.isEmpty()
                        ? "There is no image of this name in %s.".formatted(searched)
                        : "There are %d images of this name here and %d in %s: keep one of each."
                                .formatted(files.size(), partners.size(), searched);
        return files.stream().map(file -> new OverlapReport.Problem(name(file), reason)).toList();
    }

    private static Map<String, List<Path>> byName(Path folder, String suffix) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("There is no folder %s.".formatted(folder));
        }
        Map<String, List<Path>> files = new TreeMap<>(NaturalOrder.INSTANCE);
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.filter(ImageFiles::isNamedAsImage).sorted().toList()) {
                String stem = ResultImages.stem(name(file));
                if (stem.endsWith(suffix)) {
                    String name = stem.substring(0, stem.length() - suffix.length());
                    files.computeIfAbsent(name, n -> new ArrayList<>()).add(file);
                }
            }
        }
        return files;
    }

    private List<OverlapScore> scores(Path prediction, Path truth, Progress progress)
            throws IOException {
        return OverlapMeasurement.measure(open(prediction), open(truth), settings, progress);
    }

    private ImagePlus open(Path file) throws IOException {
        if (settings.comparison() == Comparison.FOREGROUND) {
            return MaskFiles.open(file);
        }
        ImagePlus image = ImageFiles.open(file);
        if (ImageFiles.isJpeg(file)) {
            throw new IOException(
                    "%s is a JPEG file, which does not keep labels: save labels as PNG or TIFF, or compare the foreground."
                            .formatted(file));
        }
        image.deleteRoi();
        image.setTitle(name(file));
        return image;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
