package sc.fiji.diffseg;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Progress on a terminal: one line that is written over and over, or, where the output goes to a
 * file or a log, a plain line for about every tenth of the job. Close it to end the line.
 */
public final class ConsoleProgress implements Progress, AutoCloseable {

    /** Columns of the narrowest common terminal, less one: a wrapped line cannot be overwritten. */
    private static final int WIDTH = 79;

    private static final long REFRESH_NANOS = 100_000_000L;
    private static final int PLAIN_LINES = 10;

    private final PrintStream out;
    private final boolean overwriting;
    private final LongSupplier nanoTime;
    private final TimeLeft timeLeft;
    private volatile boolean cancelled;
    private long lastWritten;
    private int lastTenth = -1;
    private int columns;
    private boolean done;

    /**
     * Writes to a stream, in the form that suits this process's output.
     *
     * @param out usually {@link System#err}, which leaves {@link System#out} to results
     */
    public ConsoleProgress(PrintStream out) {
        this(out, isTerminal(), System::nanoTime);
    }

    /**
     * Writes to a stream in a given form.
     *
     * @param overwriting true for one line that is overwritten, false for plain lines
     * @param nanoTime clock, as {@link System#nanoTime}
     */
    public ConsoleProgress(PrintStream out, boolean overwriting, LongSupplier nanoTime) {
        this.out = out;
        this.overwriting = overwriting;
        this.nanoTime = nanoTime;
        timeLeft = new TimeLeft(nanoTime);
    }

    @Override
    public synchronized void report(double fraction, String what) {
        if (done) {
            return;
        }
        timeLeft.observe(fraction);
        double percent = 100 * Math.min(1, Math.max(0, fraction));
        boolean complete = percent == 100;
        if (overwriting) {
            long now = nanoTime.getAsLong();
            if (complete || columns == 0 || now - lastWritten >= REFRESH_NANOS) {
                lastWritten = now;
                overwrite(line(percent, what));
            }
        } else {
            int tenth = (int) (percent * PLAIN_LINES / 100);
            if (tenth > lastTenth) {
                lastTenth = tenth;
                out.println(line(percent, what));
            }
        }
        if (complete) {
            close();
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    /** Asks the job to stop at its next step. */
    public void cancel() {
        cancelled = true;
    }

    /** Ends the line that is being overwritten; what is reported afterwards is not shown. */
    @Override
    public synchronized void close() {
        if (overwriting && columns > 0 && !done) {
            out.println();
        }
        done = true;
    }

    private String line(double percent, String what) {
        String left = percent == 100 ? "" : timeLeft.text();
        String end = left.isEmpty() ? "" : ", " + left;
        // A file name in the phrase may hold anything.
        String phrase = what.replaceAll("\\p{Cntrl}", " ");
        String start = String.format(Locale.ROOT, "%3d %%  ", (int) percent);
        int room = WIDTH - start.length() - end.length();
        if (overwriting && phrase.length() > room) {
            phrase = phrase.substring(0, room - 3) + "...";
        }
        return start + phrase + end;
    }

    private void overwrite(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, columns - line.length())));
        out.flush();
        columns = line.length();
    }

    /** From Java 22 on there is a console even without a terminal, and a method that tells. */
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
