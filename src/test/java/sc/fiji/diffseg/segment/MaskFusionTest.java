package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.fusion.Consensus;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.fusion.Votes;
import sc.fiji.diffseg.image.MaskSamples;
import sc.fiji.diffseg.image.SampleAxis;

class MaskFusionTest {

    private static final int SIDE = 24;

    /** Frames are raters who draw discs of their own size; slices differ by place. */
    private static ImagePlus discs(int channels, int slices, int raters) {
        ImageStack stack = new ImageStack(SIDE, SIDE);
        for (int t = 0; t < raters; t++) {
            for (int z = 0; z < slices; z++) {
                for (int c = 0; c < channels; c++) {
                    stack.addSlice(disc(8 + 2 * z, 9 + 3 * c, 4 + t));
                }
            }
        }
        ImagePlus image = new ImagePlus("raters.tif", stack);
        image.setDimensions(channels, slices, raters);
        image.getCalibration().pixelWidth = 0.5;
        image.getCalibration().setUnit("um");
        return image;
    }

    private static ByteProcessor disc(int x, int y, int radius) {
        ByteProcessor plane = new ByteProcessor(SIDE, SIDE);
        for (int i = 0; i < SIDE * SIDE; i++) {
            plane.set(i, Math.hypot(i % SIDE - x, i / SIDE - y) <= radius ? 255 : 0);
        }
        return plane;
    }

    private static FusedMasks fuse(ImagePlus image, Fusion method) {
        return MaskFusion.fuse(
                MaskSamples.along(SampleAxis.FRAMES, image),
                new MaskFusionSettings(method, true, true),
                Progress.NONE);
    }

    private static boolean[] pixels(ImagePlus image, int channel, int slice) {
        byte[] bytes =
                (byte[])
                        image.getStack()
                                .getProcessor(image.getStackIndex(channel, slice, 1))
                                .getPixels();
        boolean[] mask = new boolean[bytes.length];
        for (int i = 0; i < mask.length; i++) {
            assertTrue(bytes[i] == 0 || bytes[i] == -1, "neither 0 nor 255");
            mask[i] = bytes[i] != 0;
        }
        return mask;
    }

    @Test
    void everyPositionOfTheOtherAxesIsFusedByItself() {
        ImagePlus image = discs(2, 3, 5);
        FusedMasks fused = fuse(image, Fusion.STAPLE);
        ImagePlus consensus = fused.consensus();
        assertEquals("raters-consensus", consensus.getTitle());
        assertEquals(2, consensus.getNChannels());
        assertEquals(3, consensus.getNSlices());
        assertEquals(1, consensus.getNFrames());
        assertEquals(0.5, consensus.getCalibration().pixelWidth);
        ResultsTable table = new ResultsTable();
        fused.table().addTo(table);
        int row = 0;
        for (int z = 1; z <= 3; z++) {
            for (int c = 1; c <= 2; c++) {
                List<boolean[]> masks = new ArrayList<>();
                for (int t = 1; t <= 5; t++) {
                    byte[] rater =
                            (byte[])
                                    image.getStack()
                                            .getProcessor(image.getStackIndex(c, z, t))
                                            .getPixels();
                    boolean[] mask = new boolean[rater.length];
                    for (int i = 0; i < mask.length; i++) {
                        mask[i] = rater[i] != 0;
                    }
                    masks.add(mask);
                }
                Votes votes = Votes.of(masks);
                Consensus expected = Fusion.STAPLE.fuse(votes);
                int index = consensus.getStackIndex(c, z, 1);
                assertArrayEquals(expected.mask(), pixels(consensus, c, z));
                assertArrayEquals(
                        expected.probability(),
                        (float[]) fused.probability().get().getStack().getPixels(index));
                assertArrayEquals(
                        votes.disagreement(),
                        (float[]) fused.uncertainty().get().getStack().getPixels(index));
                for (int t = 1; t <= 5; t++) {
                    assertEquals(c, table.getValue("Channel", row));
                    assertEquals(z, table.getValue("Slice", row));
                    assertEquals(t, table.getValue("Sample", row));
                    assertEquals(
                            expected.performances().get(t - 1).sensitivity(),
                            table.getValue("Sensitivity", row++));
                }
            }
        }
        assertEquals(row, table.size());
    }

    @Test
    void theMajorityOfDiscsIsTheMiddleOne() {
        ImagePlus image = discs(1, 1, 5);
        FusedMasks fused = fuse(image, Fusion.MAJORITY);
        byte[] middle = (byte[]) image.getStack().getPixels(3);
        assertArrayEquals(middle, (byte[]) fused.consensus().getProcessor().getPixels());
        List<String> lines = fused.table().text().lines().toList();
        assertEquals(6, lines.size());
        assertEquals("     3       1.0000       1.0000  raters.tif", lines.get(3));
    }

    @Test
    void nothingIsForegroundOutsideTheSelection() {
        ImagePlus image = discs(1, 1, 3);
        image.setRoi(0, 0, 8, SIDE);
        boolean[] mask = pixels(fuse(image, Fusion.STAPLE).consensus(), 1, 1);
        boolean any = false;
        for (int i = 0; i < mask.length; i++) {
            assertFalse(mask[i] && i % SIDE >= 8);
            any |= mask[i];
        }
        assertTrue(any);
    }

    @Test
    void theRecordTellsHowTheConsensusWasMade() {
        String record = fuse(discs(1, 1, 3), Fusion.STAPLE).consensus().getInfoProperty();
        assertTrue(record.contains("\"method\": \"staple\""), record);
        assertTrue(record.contains("\"iterations\": 20"), record);
        assertTrue(record.contains("\"sample_axis\": \"frames\""), record);
    }

    @Test
    void mapsAreMadeOnRequestOnly() {
        FusedMasks fused =
                MaskFusion.fuse(
                        MaskSamples.along(SampleAxis.FRAMES, discs(1, 1, 2)),
                        new MaskFusionSettings(Fusion.STAPLE, false, false),
                        Progress.NONE);
        assertTrue(fused.probability().isEmpty());
        assertTrue(fused.uncertainty().isEmpty());
    }

    @Test
    void cancellingStopsAtTheNextPosition() {
        ImpatientUser impatient = ImpatientUser.after(2);
        MaskSamples samples = MaskSamples.along(SampleAxis.FRAMES, discs(1, 6, 2));
        MaskFusionSettings settings = new MaskFusionSettings(Fusion.STAPLE, false, false);
        assertThrows(
                CancellationException.class, () -> MaskFusion.fuse(samples, settings, impatient));
        assertEquals(2, impatient.reports().size());
    }

    @Test
    void aMeanIsNoWayToFuseMasks() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new MaskFusionSettings(Fusion.MEAN, false, false));
    }
}
