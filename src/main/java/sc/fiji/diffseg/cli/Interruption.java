package sc.fiji.diffseg.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sc.fiji.diffseg.ConsoleProgress;

/**
 * Lets a job end by itself when the user presses Ctrl-C, so that it takes its unfinished files
 * away. Close it when the job has ended.
 */
final class Interruption implements AutoCloseable {

    /** A step of the largest model takes a few seconds on a slow machine. */
    private static final int PATIENCE_SECONDS = 30;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(ConsoleProgress progress) {
        hook = new Thread(() -> stop(progress), "interruption");
    }

    /** Watches for Ctrl-C until it is closed. */
    static Interruption of(ConsoleProgress progress) {
        Interruption interruption = new Interruption(progress);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void stop(ConsoleProgress progress) {
        progress.cancel();
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook with it.
            return;
        }
    }
}
