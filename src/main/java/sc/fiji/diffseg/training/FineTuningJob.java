package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.report.ModelCard;
import sc.fiji.diffseg.segment.MemoryEstimate;
import sc.fiji.diffseg.weights.AtomicFile;

/**
 * A fine-tuning into a folder: looks at the data, tries a few steps, and trains. The folder becomes
 * a model folder with a folder {@value #WORK} in it, which holds the recipe, the history, the
 * curves and, until the training is done, its checkpoint.
 */
public final class FineTuningJob {

    /** Name of the folder with everything that is not the model itself. */
    public static final String WORK = "training";

    private final FineTuning tuning;
    private final Recipe recipe;
    private final Path output;
    private final Path work;
    private final KeptTraining kept;
    private final TrainingJob job;
    private final boolean resumed;

    /**
     * Matches and splits the data; nothing is written yet but the planes of open images.
     *
     * @param output folder for the model: new, empty, or with the same training, interrupted; only
     *     its learning rate and precision may be others then
     * @throws IOException in one sentence, if there is nothing to train on, or the folder holds
     *     something else
     * @throws IllegalArgumentException in one sentence, if a setting makes no sense
     */
    public FineTuningJob(FineTuning tuning, Path output) throws IOException {
        this.tuning = tuning;
        this.output = output;
        work = output.resolve(WORK);
        recipe = tuning.recipe();
        kept = new KeptTraining(recipe, tuning.start().base(), output, work);
        resumed = isInterrupted();
        if (tuning.data().copied().isPresent()) {
            tuning.data().copied().get().write(resumed);
        }
        try {
            job = new TrainingJob(recipe, tuning.data().root(), output, work);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private boolean isInterrupted() throws IOException {
        if (!Files.exists(output)) {
            return false;
        }
        if (Files.exists(work.resolve(KeptTraining.RECIPE)) && !isDone()) {
            kept.requireSame();
            return true;
        }
        if (!StackCopy.isAloneIn(output)) {
            throw new IOException(
                    "The folder %s is not empty: choose another name for the model."
                            .formatted(output));
        }
        return false;
    }

    /** The card comes last, and then the checkpoint goes. */
    private boolean isDone() {
        return Files.exists(output.resolve(ModelDescription.FILE_NAME))
                && Files.exists(output.resolve(ModelCard.FILE_NAME))
                && !kept.hasCheckpoint();
    }

    /** Whether the training goes on where it was interrupted. */
    public boolean isResumed() {
        return resumed;
    }

    /** Names of the stages that are trained, in order. */
    public List<String> stages() {
        return recipe.stages().entrySet().stream()
                .filter(stage -> stage.getValue().steps() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Folder for the recipe, the history and the curves. */
    public Path work() {
        return work;
    }

    /** The recipe that is followed. */
    public Recipe recipe() {
        return recipe;
    }

    /**
     * Reads all images and masks.
     *
     * @throws IOException in one sentence, if one of them cannot be used
     */
    public DataSurvey survey(Progress progress) throws IOException {
        return DataSurvey.of(
                tuning.data().pairs(),
                job.trainingPairs(),
                job.validationPairs(),
                recipe.scaling(),
                progress);
    }

    /**
     * Tries a few steps on networks that are thrown away.
     *
     * @throws sc.fiji.diffseg.segment.NotEnoughMemoryException if not even the weights and what is
     *     kept for each of them fit
     */
    public Forecast forecast(TorchEngine engine, Progress progress) throws IOException {
        MemoryEstimate.requireForTraining(tuning.start().name(), weights(), engine);
        return new Rehearsal(job, recipe, engine).run(tuning.start().base(), progress);
    }

    private long weights() throws IOException {
        if (tuning.start().base().isPresent()) {
            return MemoryEstimate.weights(tuning.start().base().get());
        }
        return tuning.start().size().orElseThrow().parameters() * Float.BYTES;
    }

    /**
     * Looks at the data, tries a few steps, waits while the control is paused, and trains.
     *
     * @param device as {@link TorchEngine#start} takes it
     * @return as {@link #run}
     * @throws IOException in one sentence, if something is wrong; with the data before anything is
     *     loaded
     */
    public MeanScore carryOut(
            String device, TrainingWatcher watcher, TrainingControl control, Progress progress)
            throws IOException {
        Progress cancellable = control.over(progress);
        // What comes before the training tells nothing of how long that will take.
        Progress before = cancellable.part(0, 0);
        watcher.surveyed(survey(before));
        TorchEngine engine = TorchEngine.start(device);
        watcher.foreseen(forecast(engine, before));
        control.await(cancellable);
        cancellable.checkCancelled();
        MeanScore score = run(engine, watcher, control, progress);
        watcher.finished(score);
        return score;
    }

    /**
     * Trains, scores the best model and writes its card.
     *
     * @param watcher is told what happens
     * @param control what the user wants meanwhile
     * @return validation Dice of the model
     * @throws java.util.concurrent.CancellationException if the user cancels; the training can be
     *     gone on with later, by the same settings
     */
    public MeanScore run(
            TorchEngine engine, TrainingWatcher watcher, TrainingControl control, Progress progress)
            throws IOException {
        TrainingWatcher curves = new CurvesFile(work.resolve(CurvesFile.NAME), watcher::noticed);
        Map<String, MeanScore> scores =
                job.run(
                        engine,
                        tuning.start().base(),
                        TrainingWatcher.all(watcher, curves),
                        control,
                        progress);
        String card = ModelCard.markdown(ModelFolder.open(output).description(), "");
        AtomicFile.write(
                output.resolve(ModelCard.FILE_NAME), card.getBytes(StandardCharsets.UTF_8));
        Files.deleteIfExists(work.resolve(KeptTraining.CHECKPOINT));
        return scores.values().iterator().next();
    }
}
