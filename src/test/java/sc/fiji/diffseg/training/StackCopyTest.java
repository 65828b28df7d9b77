package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.LabelledStack;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.TinyModel;

/** Training on images that are open now and may be closed when the training goes on. */
class StackCopyTest {

    @TempDir Path scratch;

    private Path output;
    private StartingPoint start;

    @BeforeEach
    void begin() throws IOException {
        output = scratch.resolve("made");
        start = StartingPoint.of(TinyModel.write(scratch.resolve("tiny")));
    }

    @Test
    void aTrainingOnOpenImagesGoesOnWithAndWithoutThem() throws Exception {
        TorchEngine engine = TorchEngine.start("cpu");
        Path images;
        Path masks;
        try (StackCopy copy = new StackCopy(stack(10), output, Progress.NONE)) {
            images = copy.images();
            masks = copy.masks();
            interrupt(new FineTuningJob(tuning(images, masks, Optional.of(copy)), output), engine);
        }
        FineTuningJob later = new FineTuningJob(tuning(images, masks, Optional.empty()), output);
        assertTrue(later.isResumed());
        assertEquals(2, later.survey(Progress.NONE).content().mostLabels());
        try (StackCopy copy = new StackCopy(stack(10), output, Progress.NONE)) {
            FineTuningJob again =
                    new FineTuningJob(tuning(images, masks, Optional.of(copy)), output);
            assertTrue(again.isResumed());
            again.run(engine, TrainingWatcher.NONE, new TrainingControl(), Progress.NONE);
        }
        assertFalse(Files.exists(images));
        ModelFolder.open(output).verify(Progress.NONE);
    }

    private static void interrupt(FineTuningJob job, TorchEngine engine) {
        TrainingControl control = new TrainingControl();
        TrainingWatcher impatient =
                new TrainingWatcher() {
                    @Override
                    public void stepped(String stage, long step, double loss) {
                        control.cancel();
                    }
                };
        assertThrows(
                CancellationException.class,
                () -> job.run(engine, impatient, control, Progress.NONE));
    }

    @Test
    void planesThatNoTrainingCameToNeedAreTakenAwayOrReplaced() throws Exception {
        try (StackCopy copy = new StackCopy(stack(1), output, Progress.NONE)) {
            FineTuning few = tuning(copy);
            assertThrows(IOException.class, () -> new FineTuningJob(few, output));
        }
        assertFalse(Files.exists(output));
        // As if the process had been killed here.
        FineTuning killed = tuning(new StackCopy(stack(20), output, Progress.NONE));
        assertEquals(20, new FineTuningJob(killed, output).survey(Progress.NONE).pairs());
        try (StackCopy copy = new StackCopy(stack(10), output, Progress.NONE)) {
            assertEquals(10, new FineTuningJob(tuning(copy), output).survey(Progress.NONE).pairs());
        }
        assertFalse(Files.exists(output));
    }

    @Test
    void theModelOfAnotherTrainingIsNotTouched() throws Exception {
        Files.createDirectories(output);
        Files.writeString(output.resolve("model.json"), "{}");
        try (StackCopy copy = new StackCopy(stack(10), output, Progress.NONE)) {
            FineTuning tuning = tuning(copy);
            assertThrows(IOException.class, () -> new FineTuningJob(tuning, output));
            assertFalse(Files.exists(copy.images()));
        }
        assertEquals("{}", Files.readString(output.resolve("model.json")));
    }

    private FineTuning tuning(StackCopy copy) {
        return tuning(copy.images(), copy.masks(), Optional.of(copy));
    }

    private FineTuning tuning(Path images, Path masks, Optional<StackCopy> copy) {
        FineTuningData data =
                new FineTuningData(
                        images,
                        masks,
                        Optional.empty(),
                        Optional.empty(),
                        0.2,
                        Split.Mode.BLOCKS,
                        "",
                        copy);
        Effort effort = new Effort(2, 0, 1e-3, 2, 1, 0, 1, Precision.FLOAT32);
        return new FineTuning("made", data, start, Presentation.DEFAULT, effort, "");
    }

    /** Two bright squares on every plane, and their labels. */
    private static LabelledStack stack(int planes) {
        ImagePlus image = IJ.createImage("my squares.tif", "8-bit black", 32, 32, planes);
        ImagePlus labels = IJ.createImage("labels", "16-bit black", 32, 32, planes);
        for (int i = 1; i <= planes; i++) {
            for (ImagePlus one : List.of(image, labels)) {
                ImageProcessor plane = one.getStack().getProcessor(i);
                plane.setValue(one == image ? 200 : 1);
                plane.fillRect(6, i % 16, 12, 12);
                plane.setValue(one == image ? 200 : 2);
                plane.fillRect(20, 6, 8, 8);
            }
        }
        return new LabelledStack(image, labels);
    }
}
