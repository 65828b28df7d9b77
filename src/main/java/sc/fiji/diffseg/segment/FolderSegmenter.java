package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneScaler;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.image.ValueRange;
import sc.fiji.diffseg.measure.Overlap;
import sc.fiji.diffseg.report.Overlay;

/**
 * Segments files one after the other; a file that fails is noted and the others are done.
 *
 * <p>For an image called {@code cells.tif} it writes {@code cells-labels.tif} or {@code
 * cells-mask.tif}, on request {@code cells-probability.tif}, {@code cells-uncertainty.tif} and
 * {@code cells-overlay.png} (for each plane of a stack {@code cells-overlay-0001.png} and so on),
 * where masks were fused {@code cells-samples.csv} (see {@link SampleTable}), and last {@code
 * cells.json}, the {@link Provenance}; where there are true masks, also {@code scores.csv} for all
 * images.
 */
public final class FolderSegmenter {

    /** What a display leaves out at both ends where the pixel type says nothing about contrast. */
    private static final Scaling CONTRAST = Scaling.percentile(0.35, 99.65);

    private static final String SCORES = "scores.csv";

    /**
     * Files after which freed memory goes back to the system. Between images of many sizes it falls
     * to pieces, so that ever more is kept; giving it back after each would cost time.
     */
    private static final int RELEASED_AFTER = 10;

    private final Segmenter segmenter;
    private final OutputFolder output;
    private final FolderOptions options;

    /** Prepares a batch. */
    public FolderSegmenter(Segmenter segmenter, OutputFolder output, FolderOptions options) {
        this.segmenter = segmenter;
        this.output = output;
        this.options = options;
    }

    /**
     * Segments files.
     *
     * @param progress asked at every denoising step and tile
     * @return what became of each file, in their order
     * @throws IOException in one sentence, if the scores cannot be written
     * @throws CancellationException if the user asked to stop; what is written is whole
     */
    public List<ImageOutcome> run(List<InputFile> inputs, Progress progress) throws IOException {
        List<ImageOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            progress.checkCancelled();
            double files = inputs.size();
            InputFile input = inputs.get(i);
            outcomes.add(attempt(input, progress.part(i / files, (i + 1) / files)));
            progress.report((i + 1) / files, "Done with " + input.file().getFileName());
            if ((i + 1) % RELEASED_AFTER == 0) {
                segmenter.model().model().engine().releaseMemory();
            }
        }
        ScoreTable scores = new ScoreTable(outcomes);
        if (scores.hasScores()) {
            output.text(SCORES, scores.csv());
        }
        return outcomes;
    }

    private ImageOutcome attempt(InputFile input, Progress progress) {
        try {
            return segment(input, progress);
        } catch (CancellationException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            return ImageOutcome.failed(
                    input,
                    "Java's memory did not suffice: crop the image or give Java more with -Xmx.");
        } catch (IOException | RuntimeException e) {
            return ImageOutcome.failed(input, e.getMessage() == null ? "" + e : e.getMessage());
        }
    }

    private ImageOutcome segment(InputFile input, Progress progress) throws IOException {
        progress.report(0, "Opening " + input.file().getFileName());
        ImagePlus image = ImageFiles.open(input.file());
        image.setTitle(input.file().getFileName().toString());
        PlaneSource source = new ImagePlusPlanes(image, options.channel());
        SegmentationResult result = segmenter.segment(source, progress);
        save(input, source, result);
        Optional<Overlap> overlap =
                options.truth().isPresent()
                        ? options.truth().get().compare(input, source, result)
                        : Optional.empty();
        return ImageOutcome.done(input, result, overlap);
    }

    private void save(InputFile input, PlaneSource source, SegmentationResult result)
            throws IOException {
        String name = input.name();
        SegmentationImages images = new SegmentationImages(source, result);
        boolean labels = result.settings().output() == OutputType.LABELS;
        output.tiff(name + (labels ? "-labels.tif" : "-mask.tif"), images.segmentation());
        if (result.settings().probability()) {
            output.tiff(name + "-probability.tif", images.probability().orElseThrow());
        }
        if (result.settings().uncertainty()) {
            output.tiff(name + "-uncertainty.tif", images.uncertainty().orElseThrow());
        }
        if (options.overlay()) {
            saveOverlays(name + "-overlay", source, result);
        }
        if (images.sampleTable().isPresent()) {
            output.text(name + "-samples.csv", images.sampleTable().get().csv());
        }
        String record = Provenance.text(Provenance.of(source, options.channel(), result));
        output.text(name + ".json", record);
    }

    private void saveOverlays(String name, PlaneSource source, SegmentationResult result)
            throws IOException {
        boolean eightBit = source.typeRange().equals(Optional.of(ValueRange.UINT8));
        Scaling display = eightBit ? Scaling.BY_TYPE : CONTRAST;
        PlaneScaler scaler = new PlaneScaler(source, display, Progress.NONE);
        for (int i = 0; i < source.planes(); i++) {
            String number = source.planes() == 1 ? "" : "-%04d".formatted(i + 1);
            output.png(
                    name + number + ".png",
                    Overlay.contours(scaler.plane(i).plane(), labels(result, i)));
        }
    }

    private static int[] labels(SegmentationResult result, int plane) {
        if (result.settings().output() == OutputType.LABELS) {
            return result.labels().get(plane);
        }
        boolean[] mask = result.masks().get(plane);
        int[] labels = new int[mask.length];
        for (int i = 0; i < mask.length; i++) {
            labels[i] = mask[i] ? 1 : 0;
        }
        return labels;
    }
}
