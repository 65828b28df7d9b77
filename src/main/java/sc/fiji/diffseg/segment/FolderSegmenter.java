package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import sc.fiji.diffseg.FileTrouble;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.measure.Overlap;
import sc.fiji.diffseg.model.Hashes;

/**
 * Segments files one after the other; a file that fails is noted and the others are done. While one
 * is segmented, the next is read and the last is written.
 *
 * <p>For an image called {@code cells.tif} it writes {@code cells-labels.tif} or {@code
 * cells-mask.tif}, on request {@code cells-probability.tif}, {@code cells-uncertainty.tif}, {@code
 * cells-overlay.png} (for each plane of a stack {@code cells-overlay-0001.png} and so on) and
 * {@code cells-rois.zip}, where masks were fused {@code cells-samples.csv} (see {@link
 * SampleTable}), and last {@code cells.json}, the {@link Provenance}. The results of an image in a
 * sub-folder lie in a sub-folder of the same name.
 */
public final class FolderSegmenter {

    /**
     * Files after which freed memory goes back to the system. Between images of many sizes it falls
     * to pieces, so that ever more is kept; giving it back after each would cost time.
     */
    private static final int RELEASED_AFTER = 10;

    private final Segmenter segmenter;
    private final FolderOptions options;
    private final ResultFiles files;

    /** Prepares a batch. */
    public FolderSegmenter(Segmenter segmenter, OutputFolder output, FolderOptions options) {
        this.segmenter = segmenter;
        this.options = options;
        files = new ResultFiles(output, options);
    }

    /** A file that was opened. */
    private record Opened(InputFile input, String sha256, PlaneSource source) {}

    /** An image that was segmented. */
    private record Segmented(Opened image, SegmentationResult result) {}

    /** What a step made of a file, or how the file ended. */
    private record Attempt<T>(InputFile input, T made, Optional<Ended> ended) {

        /** The next step. */
        <U> Attempt<U> then(Step<T, U> step) {
            return ended.isPresent()
                    ? new Attempt<>(input, null, ended)
                    : FolderSegmenter.attempt(input, () -> step.apply(made));
        }
    }

    /**
     * How a file ended.
     *
     * @param forWantOfMemory whether it may fare better when nothing else is in memory
     */
    private record Ended(ImageOutcome outcome, boolean forWantOfMemory) {}

    private interface Step<T, U> {
        U apply(T made) throws IOException;
    }

    private interface Work<T> {
        T get() throws IOException;
    }

    /**
     * Segments files.
     *
     * @param progress asked at every denoising step and tile
     * @return what became of each file, in their order
     * @throws CancellationException if the user asked to stop; what is written is whole
     */
    public List<ImageOutcome> run(List<InputFile> inputs, Progress progress) {
        List<Ended> ended = new ArrayList<>(all(inputs, progress));
        for (int i = 0; i < inputs.size(); i++) {
            if (ended.get(i).forWantOfMemory()) {
                segmenter.model().model().engine().releaseMemory();
                Progress late = progress.part(1, 1);
                ended.set(i, all(List.of(inputs.get(i)), late).get(0));
            }
        }
        return ended.stream().map(Ended::outcome).toList();
    }

    private List<Ended> all(List<InputFile> inputs, Progress progress) {
        Computing computing = new Computing(inputs.size(), progress);
        return new Pipeline<>(this::open, computing, this::write).run(inputs);
    }

    private Attempt<Opened> open(InputFile input) {
        return attempt(
                input,
                () -> {
                    ImagePlus image = ImageFiles.open(input.file());
                    image.setTitle(input.file().getFileName().toString());
                    String sha256 = Hashes.sha256(input.file(), Progress.NONE);
                    PlaneSource source = new ImagePlusPlanes(image, options.channel());
                    return new Opened(input, sha256, source);
                });
    }

    /** The step that tells how far the batch is. */
    private final class Computing implements Function<Attempt<Opened>, Attempt<Segmented>> {

        private final double count;
        private final Progress progress;
        private int done;

        Computing(int count, Progress progress) {
            this.count = count;
            this.progress = progress;
        }

        @Override
        public Attempt<Segmented> apply(Attempt<Opened> opened) {
            progress.checkCancelled();
            Progress part = progress.part(done / count, (done + 1) / count);
            Attempt<Segmented> segmented =
                    opened.then(
                            image -> new Segmented(image, segmenter.segment(image.source(), part)));
            done++;
            progress.report(done / count, "Done with " + opened.input().label());
            if (done % RELEASED_AFTER == 0) {
                segmenter.model().model().engine().releaseMemory();
            }
            return segmented;
        }
    }

    private Ended write(Attempt<Segmented> attempt) {
        Attempt<ImageOutcome> written = attempt.then(this::write);
        return written.ended().orElseGet(() -> new Ended(written.made(), false));
    }

    private ImageOutcome write(Segmented segmented) throws IOException {
        Opened image = segmented.image();
        SegmentationResult result = segmented.result();
        files.save(image.input(), image.sha256(), image.source(), result);
        Optional<Overlap> overlap =
                options.truth().isPresent()
                        ? options.truth().get().compare(image.input(), image.source(), result)
                        : Optional.empty();
        return ImageOutcome.done(image.input(), result, overlap);
    }

    private static <T> Attempt<T> attempt(InputFile input, Work<T> work) {
        String problem;
        boolean memory = false;
        try {
            return new Attempt<>(input, work.get(), Optional.empty());
        } catch (CancellationException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            memory = true;
            problem = "Java's memory did not suffice: crop the image or give Java more with -Xmx.";
        } catch (NotEnoughMemoryException e) {
            memory = true;
            problem = e.getMessage();
        } catch (IOException e) {
            problem = FileTrouble.sentence(e);
        } catch (RuntimeException e) {
            problem = e.getMessage() == null ? "" + e : e.getMessage();
        }
        ImageOutcome failed = ImageOutcome.failed(input, problem);
        return new Attempt<>(input, null, Optional.of(new Ended(failed, memory)));
    }
}
