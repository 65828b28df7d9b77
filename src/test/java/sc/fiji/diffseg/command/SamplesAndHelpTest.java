package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user who is new to it opens first, by macros and without a screen. */
class SamplesAndHelpTest extends WithMacros {

    @ParameterizedTest
    @CsvSource({
        "nuclei, nuclei/images/nuclei-8bit.png, nuclei/labels/nuclei-8bit.png",
        "histology, nuclei/images/histology-rgb.png, nuclei/labels/histology-rgb.png",
        "skin, skin/images/skin-lesion-rgb.png, skin/labels/skin-lesion-rgb.png"
    })
    void aSampleOpensWithItsTruthAndIsInFront(String sample, String image, String truth) {
        String ids =
                run(
                        """
                        run('Open Diffusion Sample', 'sample=%s truth=true');
                        image = getImageID(); front = getTitle();
                        selectImage(front + '-truth');
                        return '' + nImages + ' ' + image + ' ' + getImageID();
                        """
                                .formatted(sample));
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
        String said = refusal("run('Open Diffusion Sample', 'sample=cat');");
        assertTrue(said.contains("no sample 'cat': choose one of nuclei, histology, skin"), said);
    }

    @Test
    void helpPrintsAGuideAndTellsWhereTheOthersAre() {
        assertTrue(log("run('Diffusion Segmentation Help');").contains("Five minutes to a result"));
        String measuring = log("run('Diffusion Segmentation Help', 'guide=measuring');");
        assertTrue(measuring.contains("Plugins › Diffusion Segmentation › Measure"), measuring);
        String said = refusal("run('Diffusion Segmentation Help', 'guide=../x');");
        assertTrue(said.contains("the guide index lists them"), said);
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
}
