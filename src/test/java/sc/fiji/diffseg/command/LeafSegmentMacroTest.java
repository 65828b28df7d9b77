package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import ij.ImagePlus;
import ij.WindowManager;
import ij.process.ByteProcessor;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.scijava.Cancelable;
import org.scijava.module.Module;
import sc.fiji.diffseg.segment.TinyModel;

class LeafSegmentMacroTest extends WithModels {

    private static final String TWO_IMAGES =
            "newImage('cells', '8-bit ramp', 40, 30, 1); newImage('other', '8-bit', 9, 9, 1);";

    @BeforeAll
    static void install() throws Exception {
        TinyModel.write(models.resolve("tiny model"));
    }

    @Test
    void theLabelsAreTheCurrentImageAfterwards() {
        String title =
                run(
                        TWO_IMAGES
                                + "selectImage('cells');"
                                + "run('LEAF Segment...', 'threshold=0.4');"
                                + "return getTitle() + ' ' + getWidth() + ' of ' + nImages;");
        assertEquals("cells-labels 40 of 3", title);
    }

    @Test
    void theImageThatIsNamedIsSegmented() {
        String title =
                run(
                        TWO_IMAGES
                                + "run('LEAF Segment...', 'image=cells output=mask');"
                                + "return getTitle();");
        assertEquals("cells-mask", title);
    }

    @Test
    void anImageIsNamedByItsIdTooAndOneThatIsNotOpenIsRefused() {
        String title =
                run(
                        TWO_IMAGES
                                + "selectImage('cells'); id = getImageID(); selectImage('other');"
                                + "run('LEAF Segment...', 'image=' + id + ' output=mask');"
                                + "return getTitle();");
        assertEquals("cells-mask", title);
        String refusal = refusal(TWO_IMAGES + "run('LEAF Segment...', 'image=typo.tif');");
        assertTrue(refusal.contains("No image called 'typo.tif' is open: open it"), refusal);
    }

    @Test
    void theNextCommandOfTheMacroWorksOnTheImageSelectedForIt() {
        String titles =
                run(
                        TWO_IMAGES
                                + "run('LEAF Segment...', 'image=cells'); selectImage('other');"
                                + "run('LEAF Segment...', 'seed=1');"
                                + "return String.join(getList('image.titles'), '|');");
        assertEquals("cells|other|cells-labels|other-labels", titles);
    }

    @Test
    void allKeysOfARecordedLineAreUnderstood() {
        String titles =
                run(
                        TWO_IMAGES
                                + "run('LEAF Segment...', 'image=cells model=[tiny] channel=0"
                                + " scaling=min-max framing=tiles samples=2 fusion=mean steps=2"
                                + " seed=7 threshold=0.6 output=labels connectivity=4 minimum_area=3"
                                + " probability_map=true uncertainty_map=true"
                                + " sample_table=false precision=float32 device=cpu');"
                                + "return String.join(getList('image.titles'), '|');");
        assertEquals("cells|other|cells-uncertainty|cells-probability|cells-labels", titles);
    }

    @Test
    void withoutWindowsTheTableOfSamplesIsAddedToTheResults() {
        String rows =
                run(
                        TWO_IMAGES
                                + "n = nResults; setResult('Area', n, 7);"
                                + "run('LEAF Segment...', 'image=cells samples=3 fusion=majority"
                                + " sample_table=true');"
                                + "return '' + (nResults - n) + ' ' + getResultLabel(n + 3) + ' '"
                                + " + getResult('Sample', n + 3) + ' '"
                                + " + (getResult('Specificity', n + 1) > 0);");
        assertEquals("4 cells 3 1", rows);
    }

    @Test
    void theModelMayBeAFolder() {
        String folder = slashed(models.resolve("tiny model"));
        String title =
                run(
                        TWO_IMAGES
                                + "run('LEAF Segment...', 'image=cells model=["
                                + folder
                                + "]'); return getTitle();");
        assertEquals("cells-labels", title);
    }

    @Test
    void anErrorEndsTheMacro() {
        assertEquals(
                "\"cells\" has no channel 4: choose from 1 to 1.",
                refusal(
                        TWO_IMAGES
                                + "run('LEAF Segment...', 'image=cells channel=4');"
                                + "newImage('went on', '8-bit', 9, 9, 1);"));
        assertEquals(null, WindowManager.getImage("went on"));
    }

    /** What another macro does. */
    public static final class Acquisition {

        private static final CountDownLatch BEGUN = new CountDownLatch(1);
        private static final CountDownLatch ENDING = new CountDownLatch(1);

        private Acquisition() {}

        /** Called by the macro. */
        public static void acquire() throws InterruptedException {
            BEGUN.countDown();
            ENDING.await();
        }
    }

    @Test
    void anotherMacroThatRunsMeanwhileGoesOn() throws Exception {
        String macro =
                "call('%s.acquire'); return 'went on';".formatted(Acquisition.class.getName());
        FutureTask<String> acquisition = new FutureTask<>(() -> run(macro));
        new Thread(acquisition).start();
        assertTrue(Acquisition.BEGUN.await(1, TimeUnit.MINUTES));
        ImagePlus image = new ImagePlus("cells", new ByteProcessor(9, 9));
        try {
            Module refused =
                    start(LeafSegment.class, Map.of("image", image, "model", "no such model"));
            String reason = ((Cancelable) refused).getCancelReason();
            assertTrue(reason.contains("no such model"), reason);
        } finally {
            Acquisition.ENDING.countDown();
        }
        assertEquals("went on", acquisition.get());
    }
}
