package sc.fiji.diffseg.command;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.StreamSupport;
import org.scijava.app.StatusService;
import org.scijava.command.DynamicCommand;
import org.scijava.log.LogService;
import org.scijava.module.ModuleItem;
import org.scijava.plugin.Parameter;
import org.scijava.task.TaskService;
import org.scijava.thread.ThreadService;

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
    abstract void job(TaskProgress progress) throws IOException;

    /**
     * Keeps a dialog away from macros and scripts: whoever sets one parameter besides the image
     * gets the defaults of all others. To be called when the defaults are set.
     */
    final void fillIn() {
        List<String> asked =
                StreamSupport.stream(getInfo().inputs().spliterator(), false)
                        .filter(input -> !input.getLabel().isEmpty())
                        .filter(input -> input.getType() != ImagePlus.class)
                        .map(ModuleItem::getName)
                        .toList();
        if (asked.stream().anyMatch(this::isInputResolved)) {
            asked.forEach(this::resolveInput);
        }
    }

    @Override
    public final void run() {
        try (TaskProgress progress =
                new TaskProgress(
                        taskService.createTask(getInfo().getTitle()),
                        statusService,
                        this::isStopped)) {
            IJ.resetEscape();
            job(progress);
        } catch (CancellationException e) {
            cancel("");
            Macro.abort();
            return;
        } catch (IOException | IllegalArgumentException e) {
            log.debug(e);
            refuse(e.getMessage());
            return;
        } catch (RuntimeException e) {
            log.error(e);
            refuse(getInfo().getTitle() + " failed unexpectedly (" + e + ").");
            return;
        }
        if (IJ.isMacro()) {
            showOutputs();
        }
    }

    private boolean isStopped() {
        return isCanceled() || IJ.escapePressed();
    }

    /**
     * Puts the images where the macro's next line looks for them, the last one as the current
     * image. Left to SciJava, they would only be printed where there are no windows.
     */
    private void showOutputs() {
        for (ModuleItem<?> output : getInfo().outputs()) {
            if (getOutput(output.getName()) instanceof ImagePlus image) {
                image.show();
                resolveOutput(output.getName());
                ImagePlus current = WindowManager.getTempCurrentImage();
                if (current == image) {
                    // An image without a window is current for this thread, which SciJava will
                    // use for other commands, instead of the macro's.
                    WindowManager.setTempCurrentImage(null);
                    WindowManager.setTempCurrentImage(threadService.getParent(null), image);
                }
            }
        }
    }

    /** SciJava tells the reason to users and scripts; ImageJ tells it, with the line, to macros. */
    private void refuse(String reason) {
        if (!IJ.isMacro()) {
            cancel(reason);
            return;
        }
        cancel("");
        try {
            IJ.error(reason);
        } catch (RuntimeException e) {
            // This is how ImageJ ends the macro's own thread; the macro has been told to stop.
            if (!Macro.MACRO_CANCELED.equals(e.getMessage())) {
                throw e;
            }
        }
    }
}
