package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;

/**
 * A batch from the user's wishes to the tables: finds the files, leaves aside what an earlier run
 * has done, segments the rest and writes {@code summary.csv} and {@code scores.csv}, or the record
 * of a part of them, which {@link PartMerge} joins.
 *
 * <p>Results depend neither on the order of the files, nor on which process does which, nor on how
 * often it was interrupted: the same machine and number of threads give the same bytes.
 */
public final class FolderJob {

    private static final double LOOKED = 0.01;
    private static final double LOADED = 0.02;

    private final FolderRequest request;
    private final FolderOptions options;
    private final List<InputFile> all;
    private final List<InputFile> inputs;
    private final OutputFolder output;
    private final List<String> leftOut = new ArrayList<>();

    private FolderJob(FolderRequest request) throws IOException {
        this.request = request;
        FileChoice choice = request.choice().without(request.output());
        if (request.truth().isPresent()) {
            choice = choice.without(request.truth().get());
        }
        all = choice.list(request.inputs(), leftOut);
        inputs = request.part().of(all);
        output = OutputFolder.open(request.output(), all);
        options =
                request.truth().isPresent()
                        ? request.options().with(TruthFolder.open(request.truth().get(), all))
                        : request.options();
    }

    /**
     * Finds the files and makes the output folder.
     *
     * @throws IOException in one sentence, if a file or folder is missing or cannot be used
     * @throws IllegalArgumentException in one sentence, if the filter is no pattern
     */
    public static FolderJob open(FolderRequest request) throws IOException {
        return new FolderJob(request);
    }

    /**
     * Does it.
     *
     * @param keeper lends the model, unless there is nothing left to do
     * @param progress asked at every denoising step and tile
     * @return what became of each file of this part, in their order
     * @throws IOException in one sentence, if the model or the output folder cannot be used, or the
     *     folder holds results of these images that were made otherwise
     * @throws IllegalArgumentException in one sentence, if the model cannot do what is asked
     * @throws sc.fiji.diffseg.engine.EngineUnavailableException in one sentence, if PyTorch or the
     *     device is not there
     * @throws java.util.concurrent.CancellationException if the user asked to stop; what is written
     *     is whole
     */
    public FolderSummary run(
            ModelFolder model,
            String device,
            SegmentationSettings settings,
            ModelKeeper keeper,
            Progress progress)
            throws IOException {
        SegmentationSettings resolved = settings.resolvedFor(model.description());
        TorchEngine engine = TorchEngine.start(device);
        BatchIdentity made = BatchIdentity.of(model, engine, resolved, options.channel());
        output.removeRemains(inputs);
        List<Optional<ImageOutcome>> before = before(made, resolved, progress.part(0, LOOKED));
        PartRecord.deleteOutdated(output, request.part());
        List<InputFile> rest = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (before.get(i).isEmpty()) {
                rest.add(inputs.get(i));
            }
        }
        List<ImageOutcome> now = List.of();
        if (!rest.isEmpty()) {
            try (ModelKeeper.Lease lease =
                    keeper.lend(model, engine, progress.part(LOOKED, LOADED))) {
                Segmenter segmenter = new Segmenter(lease.model(), settings);
                now =
                        new FolderSegmenter(segmenter, output, options)
                                .run(rest, progress.part(LOADED, 1));
            }
        }
        Iterator<ImageOutcome> next = now.iterator();
        List<ImageOutcome> outcomes =
                before.stream().map(outcome -> outcome.orElseGet(next::next)).toList();
        FolderSummary summary = new FolderSummary(outcomes, leftOut);
        write(summary, made.with(resolved, options));
        return summary;
    }

    private List<Optional<ImageOutcome>> before(
            BatchIdentity made, SegmentationSettings settings, Progress progress)
            throws IOException {
        FinishedImages finished = new FinishedImages(output, options, settings);
        if (!request.redo()) {
            finished.requireMadeWith(made, inputs);
        }
        List<Optional<ImageOutcome>> outcomes = new ArrayList<>();
        for (InputFile input : inputs) {
            progress.checkCancelled();
            outcomes.add(request.redo() ? Optional.empty() : finished.outcome(input));
            progress.report(
                    outcomes.size() / (double) inputs.size(), "Looking for finished images");
        }
        return outcomes;
    }

    private void write(FolderSummary summary, BatchIdentity made) throws IOException {
        Part part = request.part();
        if (part.isWhole()) {
            summary.write(output);
        } else {
            PartRecord record = PartRecord.of(part, all, made, summary.outcomes());
            output.text(PartRecord.fileName(part.number(), part.count()), record.json());
        }
    }
}
