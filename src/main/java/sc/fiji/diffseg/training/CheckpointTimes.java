package sc.fiji.diffseg.training;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a training writes checkpoints between those that it has to: every so many steps, and where
 * these take long, after ten minutes. What is written does not depend on it.
 */
final class CheckpointTimes {

    private static final long LONGEST = Duration.ofMinutes(10).toNanos();

    private final long everySteps;
    private final LongSupplier clock;
    private long last;

    /**
     * Begins now.
     *
     * @param clock in nanoseconds, as {@link System#nanoTime}
     */
    CheckpointTimes(long everySteps, LongSupplier clock) {
        this.everySteps = everySteps;
        this.clock = clock;
        written();
    }

    /** Whether one is due after a step. */
    boolean isDue(long step) {
        return step % everySteps == 0 || clock.getAsLong() - last >= LONGEST;
    }

    /** One has been written. */
    void written() {
        last = clock.getAsLong();
    }
}
