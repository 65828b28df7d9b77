package sc.fiji.diffseg.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Context;

/** What a user who is new to it opens first, by macros and without a screen. */
class SamplesAndHelpTest {

    private Context context;
    private Interpreter interpreter;

    @BeforeEach
    void open() {
        context = new Context();
        MacroBridge.install(context);
        interpreter = new Interpreter();
        interpreter.setIgnoreErrors(true);
    }

    @AfterEach
    void close() {
        new Interpreter().run("close('*');");
        MacroBridge.uninstall();
        context.dispose();
    }

    @ParameterizedTest
    @CsvSource({
        "nuclei, nuclei/images/nuclei-8bit.png, nuclei/labels/nuclei-8bit.png",
        "histology, nuclei/images/histology-rgb.png, nuclei/labels/histology-rgb.png",
        "skin, skin/images/skin-lesion-rgb.png, skin/labels/skin-lesion-rgb.png"
    })
    void aSampleOpensWithItsTruthAndIsInFront(String sample, String image, String truth) {
        String ids =
                interpreter.run(
                        """
                        run('Open Diffusion Sample', 'sample=%s truth=true');
                        image = getImageID(); front = getTitle();
                        selectImage(front + '-truth');
                        return '' + nImages + ' ' + image + ' ' + getImageID();
                        """
                                .formatted(sample),
                        "");
        String[] words = ids.split(" ");
        assertEquals("2", words[0]);
        assertSamePixels(image, WindowManager.getImage(Integer.parseInt(words[1])));
        assertSamePixels(truth, WindowManager.getImage(Integer.parseInt(words[2])));
    }

    private static void assertSamePixels(String file, ImagePlus actual) {
        ImagePlus expected = IJ.openImage("test-images/" + file);
        assertEquals(expected.getType(), actual.getType());
        for (int x = 0; x < expected.getWidth(); x++) {
            assertArrayEquals(
                    expected.getProcessor().getFloatArray()[x],
                    actual.getProcessor().getFloatArray()[x]);
        }
    }

    @Test
    void aSampleThatThereIsNotEndsTheMacro() {
        assertNull(interpreter.run("run('Open Diffusion Sample', 'sample=cat'); return 'on';", ""));
        String said = interpreter.getErrorMessage();
        assertTrue(said.contains("no sample 'cat': choose one of nuclei, histology, skin"), said);
    }

    @Test
    void helpPrintsAGuideAndTellsWhereTheOthersAre() {
        assertTrue(log("run('Diffusion Segmentation Help');").contains("Five minutes to a result"));
        String measuring = log("run('Diffusion Segmentation Help', 'guide=measuring');");
        assertTrue(measuring.contains("Plugins › Diffusion Segmentation › Measure"), measuring);
        assertNull(
                interpreter.run(
                        "run('Diffusion Segmentation Help', 'guide=../x'); return 'on';", ""));
        assertTrue(interpreter.getErrorMessage().contains("the guide index lists them"));
    }

    @Test
    void citationsNameTheSoftwareThePapersAndTheDataOfTheModel() {
        String all = log("run('Cite Diffusion Segmentation', 'model=[LEAF lesions]');");
        assertTrue(all.contains("@software{diffusion-segmentation,"), all);
        assertTrue(all.contains("Enhanced Performance of Brain Tumor Classification"), all);
        assertTrue(all.contains("  doi = {10.1371/journal.pone.0140381},"), all);
        String none = log("run('Cite Diffusion Segmentation');");
        assertTrue(none.contains("@inproceedings{unisegdiff,"), none);
        assertTrue(!none.contains("Brain Tumor Classification"), none);
    }

    private String log(String macro) {
        PrintStream out = System.out;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(log, true, UTF_8));
            assertEquals("on", new Interpreter().run(macro + " return 'on';", ""));
        } finally {
            System.setOut(out);
        }
        return log.toString(UTF_8);
    }
}
