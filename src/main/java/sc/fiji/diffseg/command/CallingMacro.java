package sc.fiji.diffseg.command;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.util.stream.Stream;

/** The ImageJ macro that called a command, which SciJava runs in a thread of its own. */
final class CallingMacro {

    private final Thread thread;

    /**
     * The macro of a thread, if there is one.
     *
     * @param thread that started the command; null if it is not known
     */
    CallingMacro(Thread thread) {
        this.thread = thread;
    }

    /** Whether a macro, or a script as a macro does, called the command. */
    boolean exists() {
        return IJ.isMacro();
    }

    /**
     * Shows an image and makes it the current one for the macro's next line, with windows, in batch
     * mode and without a screen.
     */
    void show(ImagePlus image) {
        image.show();
        if (WindowManager.getTempCurrentImage() == image) {
            // Without a window an image is current for one thread only. Here that is SciJava's,
            // which other commands will use later.
            WindowManager.setTempCurrentImage(null);
            if (thread != null) {
                WindowManager.setTempCurrentImage(thread, image);
            }
        }
    }

    /**
     * Ends the macro, whose next lines would work on the wrong image. A macro that runs at the same
     * time and has not called the command goes on.
     *
     * @param reason one sentence, which ImageJ shows or prints with the line of the macro; empty to
     *     say nothing
     * @return false if there is no macro to end
     */
    boolean abort(String reason) {
        Interpreter interpreter = Interpreter.getInstance();
        if (interpreter == null || !isWaiting()) {
            return false;
        }
        try {
            interpreter.abort(reason.isEmpty() ? null : reason);
        } catch (RuntimeException e) {
            // This is how ImageJ leaves the macro's own thread; the macro has been told to stop.
            if (!Macro.MACRO_CANCELED.equals(e.getMessage())) {
                throw e;
            }
        }
        return true;
    }

    /** ImageJ does not tell which thread a macro runs in. */
    private boolean isWaiting() {
        Thread caller = thread == null ? Thread.currentThread() : thread;
        return Stream.of(caller.getStackTrace())
                .anyMatch(call -> call.getClassName().equals(Interpreter.class.getName()));
    }
}
