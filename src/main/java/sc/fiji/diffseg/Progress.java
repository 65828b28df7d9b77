package sc.fiji.diffseg;

import java.util.concurrent.CancellationException;

/**
 * How far a job is and whether its user still wants it.
 *
 * <p>A job calls {@link #report} and {@link #checkCancelled} at every step that takes noticeable
 * time: a denoising step, a tile, an image, a training batch. Implementations must be quick and
 * safe to call from any thread.
 */
public interface Progress {

    /** Watches nothing and never cancels. */
    Progress NONE =
            new Progress() {
                @Override
                public void report(double fraction, String what) {}

                @Override
                public boolean isCancelled() {
                    return false;
                }
            };

    /**
     * Tells how far the job is.
     *
     * @param fraction work done, from 0 to 1; never decreases within one job
     * @param what what is being done now, as a short phrase for the user
     */
    void report(double fraction, String what);

    /** Whether the user has asked to stop. */
    boolean isCancelled();

    /**
     * Stops the calling job if the user has asked for it.
     *
     * @throws CancellationException if {@link #isCancelled()}
     */
    default void checkCancelled() {
        if (isCancelled()) {
            throw new CancellationException("Cancelled.");
        }
    }

    /** This job for a part of it that has nothing to report, but can be cancelled. */
    default Progress unreported() {
        Progress whole = this;
        return new Progress() {
            @Override
            public void report(double fraction, String what) {}

            @Override
            public boolean isCancelled() {
                return whole.isCancelled();
            }
        };
    }

    /**
     * The part of this job from one fraction to another, as a job of its own.
     *
     * @param from fraction of this job at which the part begins
     * @param to fraction of this job at which the part ends, not below {@code from}
     */
    default Progress part(double from, double to) {
        Progress whole = this;
        return new Progress() {
            @Override
            public void report(double fraction, String what) {
                whole.report(from + (to - from) * Math.min(1, Math.max(0, fraction)), what);
            }

            @Override
            public boolean isCancelled() {
                return whole.isCancelled();
            }
        };
    }
}
