package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.WindowManager;
import ij.macro.Interpreter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.TinyModel;

class LeafSegmentMacroTest {

    private static final String TWO_IMAGES =
            "newImage('cells', '8-bit ramp', 40, 30, 1); newImage('other', '8-bit', 9, 9, 1);";

    @TempDir static Path models;

    private Context context;
    private Interpreter interpreter;

    @BeforeAll
    static void installModel() throws Exception {
        TinyModel.write(models.resolve("tiny model"));
        System.setProperty(ModelStore.PROPERTY, models.toString());
    }

    @AfterAll
    static void forgetModel() {
        ModelKeeper.shared().release();
        System.clearProperty(ModelStore.PROPERTY);
    }

    @BeforeEach
    void open() {
        context = new Context();
        MacroBridge.install(context);
        interpreter = new Interpreter();
    }

    @AfterEach
    void close() {
        new Interpreter().run("close('*');");
        MacroBridge.uninstall();
        context.dispose();
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
        String folder = models.resolve("tiny model").toString().replace('\\', '/');
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
        interpreter.setIgnoreErrors(true);
        run(
                TWO_IMAGES
                        + "run('LEAF Segment...', 'image=cells channel=4');"
                        + "newImage('went on', '8-bit', 9, 9, 1);");
        assertEquals(
                "\"cells\" has no channel 4: choose from 1 to 1.", interpreter.getErrorMessage());
        assertEquals(null, WindowManager.getImage("went on"));
    }

    private String run(String macro) {
        String result = interpreter.run(macro, "");
        assertTrue(interpreter.done() || result != null, "The macro has not ended.");
        return result;
    }
}
