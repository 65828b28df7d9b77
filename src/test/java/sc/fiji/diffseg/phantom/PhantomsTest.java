package sc.fiji.diffseg.phantom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.segment.ConnectedComponents;

class PhantomsTest {

    private static final Path FOLDER = Path.of("test-images");

    private static final List<Phantom> DRAWN = Phantoms.all();

    @Test
    void theCommittedImagesAreWhatTheGeneratorDraws() {
        for (Phantom phantom : DRAWN) {
            assertSame(phantom.image(), open(phantom, "images", phantom.image()));
            assertSame(phantom.truth(), open(phantom, "labels", phantom.truth()));
        }
    }

    private static ImagePlus open(Phantom phantom, String folder, ImagePlus like) {
        Path path = FOLDER.resolve(phantom.model()).resolve(folder).resolve(like.getTitle());
        return IJ.openImage(path.toString());
    }

    private static void assertSame(ImagePlus drawn, ImagePlus file) {
        String title = drawn.getTitle();
        assertEquals(drawn.getBitDepth(), file.getBitDepth(), title);
        assertArrayEquals(drawn.getDimensions(), file.getDimensions(), title);
        assertEquals(drawn.getCalibration().pixelDepth, file.getCalibration().pixelDepth, title);
        for (int slice = 1; slice <= drawn.getStackSize(); slice++) {
            ImageProcessor a = drawn.getStack().getProcessor(slice);
            ImageProcessor b = file.getStack().getProcessor(slice);
            for (int i = 0; i < a.getPixelCount(); i++) {
                // Colour pixels may differ in their unused upper byte.
                int mask = drawn.getBitDepth() == 24 ? 0xffffff : -1;
                if (((a.get(i) ^ b.get(i)) & mask) != 0) {
                    throw new AssertionError(
                            "%s, slice %d, pixel %d: drawn %d, in the file %d"
                                    .formatted(title, slice, i, a.get(i), b.get(i)));
                }
            }
        }
    }

    @Test
    void everyPixelTypeThatUsersHaveIsThere() {
        List<Integer> depths = DRAWN.stream().map(p -> p.image().getBitDepth()).distinct().toList();
        assertEquals(List.of(8, 16, 24), depths);
        ImagePlus stack = DRAWN.get(2).image();
        assertEquals(5, stack.getNSlices());
        assertEquals("micron", stack.getCalibration().getUnit());
    }

    @Test
    void groundTruthLiesOnWhatIsBrightInFluorescence() {
        assertTrue(dice(DRAWN.get(0), 35) > 0.93);
        assertTrue(dice(DRAWN.get(1), 3600) > 0.93);
    }

    @Test
    void someNucleiTouch() {
        for (Phantom phantom : DRAWN.subList(0, 2)) {
            ImageProcessor truth = phantom.truth().getProcessor();
            boolean[] mask = new boolean[truth.getPixelCount()];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = truth.get(i) > 0;
            }
            int parts =
                    ConnectedComponents.of(
                                    mask,
                                    truth.getWidth(),
                                    truth.getHeight(),
                                    ConnectedComponents.Neighbourhood.EIGHT,
                                    0,
                                    0)
                            .count();
            assertTrue(parts < truth.getStats().max - 2, phantom.image().getTitle());
        }
    }

    @Test
    void groundTruthLiesOnWhatIsDarkInColour() {
        for (Phantom phantom : DRAWN.subList(3, 5)) {
            ImageProcessor image = phantom.image().getProcessor();
            ImageProcessor truth = phantom.truth().getProcessor();
            double[] sum = new double[2];
            int[] count = new int[2];
            for (int i = 0; i < image.getPixelCount(); i++) {
                int inside = truth.get(i) > 0 ? 1 : 0;
                sum[inside] += image.get(i) >> 8 & 0xff;
                count[inside]++;
            }
            assertTrue(sum[1] / count[1] < 0.6 * sum[0] / count[0], phantom.image().getTitle());
        }
    }

    private static double dice(Phantom phantom, int threshold) {
        ImageProcessor image = phantom.image().getProcessor();
        ImageProcessor truth = phantom.truth().getProcessor();
        int both = 0;
        int sum = 0;
        for (int i = 0; i < image.getPixelCount(); i++) {
            boolean bright = image.get(i) > threshold;
            boolean nucleus = truth.get(i) > 0;
            both += bright && nucleus ? 2 : 0;
            sum += (bright ? 1 : 0) + (nucleus ? 1 : 0);
        }
        return (double) both / sum;
    }

    @Test
    void theFolderStaysSmall() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            long bytes =
                    files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
            assertTrue(bytes < 2_000_000, bytes + " bytes");
        }
    }
}
