package sc.fiji.diffseg.command;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.scijava.app.StatusService;
import org.scijava.command.DynamicCommand;
import org.scijava.log.LogService;
import org.scijava.module.MethodCallException;
import org.scijava.module.ModuleItem;
import org.scijava.plugin.Parameter;
import org.scijava.task.TaskService;
import org.scijava.thread.ThreadService;
import sc.fiji.diffseg.FileTrouble;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.EngineUnavailableException;
import sc.fiji.diffseg.engine.ProcessEnd;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.NotEnoughMemoryException;
import sc.fiji.diffseg.training.DivergedException;

/**
 * What the commands of this package have in common: a job with progress that can be cancelled,
 * whose failure is one sentence, and which runs the same from a dialog, a macro and a script.
 */
abstract class JobCommand extends DynamicCommand {

    @Parameter private TaskService taskService;
    @Parameter private StatusService statusService;
    @Parameter private ThreadService threadService;
    @Parameter private LogService log;

    /**
     * Does the job and sets the outputs.
     *
     * @throws IOException in one sentence for the user
     * @throws IllegalArgumentException in one sentence for the user
     */
    abstract void job(Progress progress) throws IOException;

    /**
     * Takes over what the macro's line says, before the dialog or the defaults fill in the rest.
     */
    @Override
    public final void initialize() throws MethodCallException {
        String line = isMacro() ? Macro.getOptions() : null;
        if (line != null) {
            try {
                new MacroInputs(this).set(line);
            } catch (IllegalArgumentException e) {
                refuse(e.getMessage());
                return;
            }
        }
        super.initialize();
    }

    /**
     * Fills the choice of a model with those that are installed. To be called first.
     *
     * @param item name of the parameter
     * @param family only models of this family; empty for those of all
     * @param preferred name of the model that is the default if it is installed
     */
    final void offerModels(String item, String family, String preferred) {
        OfferedModels models = new OfferedModels(ModelStore.standard(), family);
        getInfo().getMutableInput(item, String.class).setChoices(models.names());
        if (!isInputResolved(item)) {
            try {
                setInput(item, models.initial(preferred));
            } catch (IllegalArgumentException e) {
                refuse(e.getMessage());
                return;
            }
        }
        dialog().fillIn();
    }

    /**
     * Tells in a sentence what to do where no image is open to work on. To be called first.
     *
     * @param item name of the parameter that an image is missing for
     */
    final void wantImage(String item) {
        boolean none =
                WindowManager.getCurrentImage() == null && WindowManager.getImageCount() == 0;
        if (none && !isInputResolved(item) && !isMacro()) {
            refuse(
                    "Open an image first: Open Diffusion Sample, in the same menu, has some to try.");
        }
    }

    /** What the dialog asks for. To be arranged first. */
    final DialogInputs dialog() {
        return new DialogInputs(this);
    }

    @Override
    public final void run() {
        try (TaskProgress progress =
                        new TaskProgress(
                                taskService.createTask(getInfo().getTitle()),
                                statusService,
                                this::isStopped);
                ProcessEnd.Job job = ProcessEnd.job(progress::cancel)) {
            IJ.resetEscape();
            job(progress);
        } catch (CancellationException e) {
            refuse("");
            return;
        } catch (NotEnoughMemoryException e) {
            log.debug(e);
            ModelKeeper.shared().release();
            refuse(e.getMessage());
            return;
        } catch (IOException e) {
            log.debug(e);
            refuse(FileTrouble.sentence(e));
            return;
        } catch (IllegalArgumentException | EngineUnavailableException | DivergedException e) {
            log.debug(e);
            refuse(e.getMessage());
            return;
        } catch (LinkageError e) {
            log.debug(e);
            refuse(
                    "A part of this plug-in is missing (%s): put all of its jars into Fiji."
                            .formatted(e.getMessage()));
            return;
        } catch (OutOfMemoryError e) {
            refuse(
                    "Java's memory is full: close images, or give it more with"
                            + " Edit > Options > Memory & Threads.");
            return;
        } catch (RuntimeException e) {
            log.error(e);
            refuse("%s failed unexpectedly (%s).".formatted(getInfo().getTitle(), e));
            return;
        }
        if (macro().exists()) {
            showOutputs();
        }
    }

    private boolean isStopped() {
        return isCanceled() || escapeCancels() && IJ.escapePressed();
    }

    /**
     * Whether the Escape key cancels, wherever in Fiji it is pressed: not a job with a window of
     * its own, which asks before hours of work end.
     */
    boolean escapeCancels() {
        return true;
    }

    /** Whether a macro calls, so that nobody may be there to press a button. */
    final boolean isMacro() {
        return macro().exists();
    }

    private CallingMacro macro() {
        return new CallingMacro(threadService.getParent(null));
    }

    /** SciJava would only print the images' names where there are no windows. */
    private void showOutputs() {
        for (ModuleItem<?> output : getInfo().outputs()) {
            if (getOutput(output.getName()) instanceof ImagePlus image) {
                macro().show(image);
                resolveOutput(output.getName());
            }
        }
    }

    /**
     * Ends this command without a result: SciJava tells users and scripts why, ImageJ tells macros.
     *
     * @param reason one sentence; empty if the user knows
     */
    private void refuse(String reason) {
        cancel(macro().abort(reason) ? "" : reason);
    }
}
