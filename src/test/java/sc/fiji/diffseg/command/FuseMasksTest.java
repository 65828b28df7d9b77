package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scijava.Cancelable;
import org.scijava.module.Module;

class FuseMasksTest extends WithMacros {

    /** Three people outline the same square, the last of them generously. */
    private static final String THREE_MASKS =
            """
            newImage('square', '8-bit black', 20, 20, 3);
            setVoxelSize(0.5, 0.5, 2, 'um');
            setColor(255);
            setSlice(1); fillRect(5, 5, 8, 8);
            setSlice(2); fillRect(5, 5, 8, 9);
            setSlice(3); fillRect(3, 3, 12, 12);
            """;

    private static String macro(String text) {
        return run(THREE_MASKS + text);
    }

    @Test
    void theConsensusIsTheCurrentImageAfterwards() {
        String said =
                macro(
                        """
                        run('Fuse Masks...', 'method=majority');
                        getVoxelSize(w, h, d, unit);
                        getStatistics(area, mean, min, max);
                        return getTitle() + ' of ' + nImages + ', ' + nSlices + ' slice, '
                            + mean * 400 / 255 + ' pixels, ' + w + ' ' + max;
                        """);
        assertEquals("square-consensus of 2, 1 slice, 72 pixels, 0.5 255", said);
    }

    @Test
    void allKeysOfARecordedLineAreUnderstood() {
        String said =
                macro(
                        """
                        n = nResults;
                        Stack.setDimensions(1, 1, 3);
                        run('Fuse Masks...', 'image=square method=staple sample_axis=frames'
                            + ' probability_map=true uncertainty_map=true sample_table=true');
                        return String.join(getList('image.titles'), '|') + ' ' + nResults - n
                            + ' ' + getResultLabel(n) + ' ' + (getResult('Specificity', n + 2) < 0.95);
                        """
                                .replace("nResults - n", "(nResults - n)"));
        assertEquals(
                "square|square-uncertainty|square-probability|square-consensus 3 square 1", said);
    }

    @Test
    void anErrorEndsTheMacro() {
        assertEquals(
                "Fusing needs at least 2 masks, but along channels \"square\" has 1:"
                        + " it has 1 channels, 3 slices and 1 frames.",
                refusal(
                        THREE_MASKS
                                + "run('Fuse Masks...', 'sample_axis=channels');"
                                + "newImage('on', '8-bit', 9, 9, 1);"));
        assertNull(WindowManager.getImage("on"));
    }

    @Test
    void aScriptGetsImagesAndTableAndTheMasksAreUntouched() throws Exception {
        ImagePlus masks = IJ.createImage("masks.tif", "8-bit black", 20, 20, 3);
        masks.getStack().getProcessor(1).set(7, 9);
        masks.getStack().getProcessor(2).set(7, 8);
        masks.setRoi(2, 0, 10, 10);
        Module module =
                start(
                        FuseMasks.class,
                        Map.of("image", masks, "method", "majority", "sample_table", true));
        assertNull(((Cancelable) module).getCancelReason());
        ImagePlus consensus = (ImagePlus) module.getOutput("consensus");
        assertEquals("masks-consensus", consensus.getTitle());
        assertEquals(255, consensus.getProcessor().get(7));
        assertNull(module.getOutput("probability"));
        ResultsTable table = (ResultsTable) module.getOutput("table");
        assertArrayEquals(new double[] {1, 1, 0}, table.getColumn("Sensitivity"));
        assertEquals(9, masks.getStack().getProcessor(1).get(7));
        assertNotNull(masks.getRoi());
        assertEquals(0, WindowManager.getImageCount(), "shown, though no macro asked for it");
    }

    @Test
    void wrongParametersAreRefusedInOneSentence() throws Exception {
        ImagePlus masks = IJ.createImage("masks", "8-bit black", 20, 20, 3);
        assertRefused("There is no fusion 'average'", masks, Map.of("method", "average"));
        assertRefused("by staple or majority", masks, Map.of("method", "mean"));
        assertRefused("There is no sample axis 'depth'", masks, Map.of("sample_axis", "depth"));
        assertRefused("is an RGB image", IJ.createImage("c", "RGB", 9, 9, 3), Map.of());
        assertRefused("is a single plane", IJ.createImage("s", "8-bit", 9, 9, 1), Map.of());
    }

    private void assertRefused(String reason, ImagePlus image, Map<String, Object> more)
            throws Exception {
        Map<String, Object> inputs = new HashMap<>(more);
        inputs.put("image", image);
        Module module = start(FuseMasks.class, inputs);
        assertNull(module.getOutput("consensus"));
        String sentence = String.valueOf(((Cancelable) module).getCancelReason());
        assertTrue(sentence.contains(reason), sentence);
        assertFalse(sentence.contains("\n"), sentence);
    }
}
