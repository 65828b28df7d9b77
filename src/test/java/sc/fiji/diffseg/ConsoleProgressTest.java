package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long now;

    private ConsoleProgress progress(boolean overwriting) {
        return new ConsoleProgress(
                new PrintStream(written, true, StandardCharsets.UTF_8), overwriting, () -> now);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static List<String> frames(String text) {
        return Arrays.stream(text.split("\r")).skip(1).toList();
    }

    @Test
    void aLogGetsALineForEveryTenthOfTheJob() {
        try (ConsoleProgress progress = progress(false)) {
            for (int i = 0; i <= 200; i++) {
                progress.report(i / 200.0, "image " + i);
                now += 500_000_000L;
            }
        }
        List<String> lines = text().lines().toList();
        assertEquals(11, lines.size());
        assertEquals("  0 %  image 0", lines.get(0));
        assertEquals(" 50 %  image 100, 50 s left", lines.get(5));
        assertEquals("100 %  image 200", lines.get(10));
    }

    @Test
    void aTerminalKeepsOneLine() {
        try (ConsoleProgress progress = progress(true)) {
            progress.report(0, "loading the model");
            now += 1_000_000_000L;
            progress.report(0.5, "tile 1");
            assertFalse(text().contains("\n"));
            progress.report(1, "done");
        }
        List<String> frames = frames(text());
        assertEquals(3, frames.size());
        assertEquals("  0 %  loading the model", frames.get(0));
        assertEquals(" 50 %  tile 1           ", frames.get(1), "covers the longer line before");
        assertEquals("100 %  done  \n", frames.get(2));
    }

    @Test
    void aTerminalIsNotFloodedButSeesTheEnd() {
        try (ConsoleProgress progress = progress(true)) {
            for (int i = 0; i <= 1000; i++) {
                progress.report(i / 1000.0, "batch");
                now += 1_000_000L;
            }
        }
        List<String> frames = frames(text());
        assertTrue(frames.size() < 15, frames.size() + " lines");
        assertTrue(frames.get(frames.size() - 1).startsWith("100 %"));
    }

    @Test
    void aLongOrStrangePhraseStaysOnOneLine() {
        try (ConsoleProgress progress = progress(true)) {
            progress.report(0.1, "a\nname\r" + "x".repeat(200));
        }
        String frame = text().substring(1).stripTrailing();
        assertEquals(79, frame.length());
        assertTrue(frame.startsWith(" 10 %  a name xxx"));
        assertTrue(frame.endsWith("..."));
    }

    @Test
    void aJobThatEndsEarlyLeavesAWholeLine() {
        try (ConsoleProgress progress = progress(true)) {
            progress.report(0.3, "tile 3");
        }
        assertTrue(text().endsWith("\n"));
    }

    @Test
    void aJobThatReportsNothingWritesNothing() {
        progress(true).close();
        progress(false).close();
        assertEquals("", text());
    }

    @Test
    void cancellingReachesTheJobAndItsParts() {
        ConsoleProgress progress = progress(false);
        Progress part = progress.part(0.5, 1);
        part.checkCancelled();
        progress.cancel();
        assertTrue(part.isCancelled());
        assertThrows(CancellationException.class, part::checkCancelled);
    }
}
