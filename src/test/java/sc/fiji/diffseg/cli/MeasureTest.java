package sc.fiji.diffseg.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureTest {

    private static final Path LABELS = Path.of("test-images/nuclei/labels").toAbsolutePath();

    @TempDir Path root;

    private static Terminal.Run measure(Object... arguments) {
        List<String> all = new ArrayList<>(List.of("measure"));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        return Terminal.run(all.toArray(String[]::new));
    }

    @Test
    void labelsOfRealFilesAgreeWithThemselves() throws IOException {
        Path copy = Files.createDirectory(root.resolve("copy"));
        for (String name : List.of("nuclei-8bit.png", "nuclei-stack.tif")) {
            Files.copy(LABELS.resolve(name), copy.resolve(name));
        }
        Path out = root.resolve("tables");
        Terminal.Run run = measure(copy, LABELS, "--compare", "objects", "-o", out);
        assertEquals(1, run.code(), "two labels have no prediction");
        assertTrue(run.err().contains("histology-rgb.png: There is no image of this name in"));
        List<String> rows = Files.readAllLines(out.resolve("overlap.csv"));
        assertTrue(rows.get(1).startsWith("nuclei-8bit.png,1.0,1.0,1.0,0.0,0.0,0.0,"));
        assertTrue(rows.get(2).startsWith("nuclei-stack.tif,1.0,1.0,1.0,"), rows.get(2));
        List<String> objects = Files.readAllLines(out.resolve("overlap-objects.csv"));
        assertTrue(objects.get(1).matches("nuclei-8bit.png,0.5,\\d\\d+,0,0,1.0,1.0,1.0,1.0,.*"));
        assertTrue(Files.exists(out.resolve("overlap-labels.csv")));
        assertEquals(3, Files.readAllLines(out.resolve("overlap-problems.csv")).size());
        assertTrue(run.out().contains("Convention for empty masks: both empty = 1."), run.out());
    }

    private Path mask(String name, int columns) throws IOException {
        ByteProcessor plane = new ByteProcessor(16, 10);
        plane.setValue(255);
        plane.setRoi(0, 0, columns, 10);
        plane.fill();
        Path file = root.resolve(name);
        assertTrue(new FileSaver(new ImagePlus("m", plane)).saveAsPng("" + file));
        return file;
    }

    @Test
    void twoFilesAreComparedAndAnOldTableOfProblemsIsGone() throws IOException {
        Path out = Files.createDirectory(root.resolve("out"));
        Files.writeString(out.resolve("overlap-problems.csv"), "old");
        Terminal.Run run = measure(mask("a.png", 4), mask("b.png", 8), "-o", out);
        assertEquals(0, run.code(), run.err());
        List<String> lines = run.out().lines().toList();
        assertEquals(
                "Dice         IoU   precision      recall     HD 95 %    distance        unit",
                lines.get(0).strip());
        assertTrue(lines.get(1).matches("a.png +0.6667 +0.5000 +1.0000 +0.5.*"), lines.get(1));
        assertFalse(Files.exists(out.resolve("overlap-problems.csv")));
        assertFalse(
                measure(mask("a.png", 4), mask("b.png", 8), "--no-distances")
                        .out()
                        .contains("HD 95"));
    }

    @Test
    void failuresAreOneSentence() throws IOException {
        Path a = mask("a.png", 4);
        Path text = Files.writeString(root.resolve("text.png"), "text");
        assertSentence(measure(a, text), 1, "no image that ImageJ can read");
        assertSentence(measure(a, root.resolve("none.png")), 1, "There is no file");
        assertSentence(measure(a, mask("b.png", 5), "-o", a.resolve("x")), 1, "Nothing can be");
    }

    @Test
    void wrongUseIsExitCodeTwo() throws IOException {
        Path a = mask("a.png", 4);
        Path b = mask("b.png", 4);
        assertSentence(measure(a), 2, "Missing required parameter");
        assertSentence(measure(a, root), 2, "not a file with a folder");
        assertSentence(measure(a, b, "--compare", "cells"), 2, "--compare");
        assertSentence(measure(a, b, "--empty-masks", "two"), 2, "choose one, zero or left_out");
        assertSentence(measure(a, b, "--iou", "1.5"), 2, "A threshold of the IoU");
    }

    private static void assertSentence(Terminal.Run run, int code, String part) {
        assertEquals(code, run.code(), run.err());
        assertTrue(run.err().contains(part), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }
}
