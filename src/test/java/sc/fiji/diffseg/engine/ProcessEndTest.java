package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessEndTest {

    private static final long AGES = 3600;

    /** Exit code of a process that ended by SIGABRT, as Java does when it crashes. */
    private static final int ABORTED = 128 + 6;

    @Test
    void theEndWaitsForTheRunningOperationAndLetsNoOtherBegin() throws Exception {
        ProcessEnd process = new ProcessEnd(AGES);
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        CompletableFuture<String> operation =
                CompletableFuture.supplyAsync(
                        () ->
                                process.compute(
                                        () -> {
                                            computing.countDown();
                                            await(enough);
                                            return "result";
                                        }));
        computing.await();
        CompletableFuture<Void> end = CompletableFuture.runAsync(process::end);
        while (!isRefused(process)) {
            Thread.onSpinWait();
        }
        assertFalse(end.isDone(), "the process ended under a running operation");
        enough.countDown();
        end.join();
        assertEquals("result", operation.join());
    }

    private static boolean isRefused(ProcessEnd process) {
        try {
            process.compute(() -> "begun");
            return false;
        } catch (CancellationException e) {
            return true;
        }
    }

    @Test
    void jobsAreCancelledAndMayComputeUntilTheyHaveEnded() throws Exception {
        ProcessEnd process = new ProcessEnd(AGES);
        CountDownLatch cancelled = new CountDownLatch(1);
        CompletableFuture<Void> end;
        try (ProcessEnd.Job job = process.begin(cancelled::countDown)) {
            end = CompletableFuture.runAsync(process::end);
            cancelled.await();
            assertEquals("last step", process.compute(() -> "last step"));
            assertFalse(end.isDone(), "the process did not wait for the job");
        }
        end.join();
        assertThrows(CancellationException.class, () -> process.compute(() -> "too late"));
    }

    @Test
    void aJobThatBeginsTooLateIsCancelledAtOnce() {
        ProcessEnd process = new ProcessEnd(AGES);
        process.end();
        AtomicBoolean cancelled = new AtomicBoolean();
        try (ProcessEnd.Job job = process.begin(() -> cancelled.set(true))) {
            assertTrue(cancelled.get());
        }
    }

    @Test
    void aJobThatNeverEndsHoldsTheProcessForALimitedTime() {
        ProcessEnd process = new ProcessEnd(0);
        try (ProcessEnd.Job job = process.begin(() -> {})) {
            process.end();
            assertTrue(isRefused(process));
        }
    }

    @Test
    void aTerminatedProcessDoesNotCrashInTheMiddleOfABackwardPass(@TempDir Path folder)
            throws IOException, InterruptedException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-classpath",
                                classPath,
                                BackwardProbe.class.getName())
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader output = process.inputReader()) {
            assertEquals("computing", output.readLine());
            // Unlike the process itself, its handle leaves the streams open.
            process.toHandle().destroy();
            output.lines().forEach(line -> assertEquals("refused", line));
        }
        assertNotEquals(ABORTED, process.waitFor());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList(), "the crash left a report");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
