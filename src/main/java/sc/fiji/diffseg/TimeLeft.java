package sc.fiji.diffseg;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Guesses how long a job will still take from how far it was when.
 *
 * <p>The pace is that of the newer half of the steps seen so far: a slow first step, such as
 * loading a model or warming up a device, soon stops counting, and so does a fast one, such as
 * resuming at 60 %. Safe to call from any thread.
 */
public final class TimeLeft {

    /** Observations kept; beyond that every other one is dropped. */
    private static final int CAPACITY = 256;

    private static final double NANOS = 1e9;

    private record Observation(double fraction, long nanos) {}

    private final LongSupplier nanoTime;
    private final List<Observation> observations = new ArrayList<>();
    private Observation latest;
    private double latestStep;
    private int seen;
    private int stride = 1;

    /** Starts with the system's clock. */
    public TimeLeft() {
        this(System::nanoTime);
    }

    /**
     * Starts with a given clock.
     *
     * @param nanoTime nanoseconds since any moment, never decreasing, as {@link System#nanoTime}
     */
    public TimeLeft(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Notes how far the job is now.
     *
     * @param fraction work done, from 0 to 1; ignored unless greater than at the last call
     */
    public synchronized void observe(double fraction) {
        double done = Math.min(1, fraction);
        if (latest == null ? Double.isNaN(done) : !(done > latest.fraction)) {
            return;
        }
        if (latest != null) {
            if (seen % stride == 0) {
                observations.add(latest);
            }
            seen++;
            latestStep = done - latest.fraction;
        }
        latest = new Observation(done, nanoTime.getAsLong());
        if (observations.size() == CAPACITY) {
            for (int i = CAPACITY - 1; i > 0; i -= 2) {
                observations.remove(i);
            }
            stride *= 2;
        }
    }

    /**
     * The seconds left as of now, at least 0; empty before the second step has been seen. Between
     * two observations the time runs down, but by no more than a step is expected to take.
     */
    public synchronized OptionalDouble seconds() {
        if (latest != null && latest.fraction == 1) {
            return OptionalDouble.of(0);
        }
        if (observations.size() < 2) {
            return OptionalDouble.empty();
        }
        Observation from = observations.get(observations.size() / 2);
        double pace = (latest.nanos - from.nanos) / NANOS / (latest.fraction - from.fraction);
        double since = (nanoTime.getAsLong() - latest.nanos) / NANOS;
        double left = pace * (1 - latest.fraction) - Math.min(since, pace * latestStep);
        return OptionalDouble.of(Math.max(0, left));
    }

    /**
     * What is left in words, such as "about 2 min left"; empty while it is not known, and at the
     * end, where nothing is left to wait for but what nobody counted.
     */
    public synchronized String text() {
        if (latest != null && latest.fraction == 1) {
            return "";
        }
        OptionalDouble seconds = seconds();
        return seconds.isPresent() ? format(seconds.getAsDouble()) : "";
    }

    /**
     * Puts a time into words: "5 s left", "about 2 min left", "about 1 h 40 min left".
     *
     * @param seconds at least 0; below a minute rounded up to whole seconds, above it to the
     *     nearest minute
     */
    public static String format(double seconds) {
        long whole = (long) Math.ceil(seconds);
        if (whole < 60) {
            return whole + " s left";
        }
        long minutes = Math.round(seconds / 60);
        if (minutes < 60) {
            return "about " + Math.max(1, minutes) + " min left";
        }
        long hours = minutes / 60;
        return minutes % 60 == 0
                ? "about " + hours + " h left"
                : "about " + hours + " h " + minutes % 60 + " min left";
    }
}
