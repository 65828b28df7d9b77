package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;

/** A file of signed 16-bit pixels, as other programs write labels and CT scans. */
class SignedShortsTest {

    private static final int SIDE = 16;
    private static final int HEADER = 8;
    private static final int ENTRIES = 11;

    @TempDir Path folder;

    private Path file;

    /** Background 0, one object of label 1 in the first row and one of label 7 in the second. */
    private static short label(int pixel) {
        return (short) (pixel < SIDE ? 1 : pixel < 2 * SIDE ? 7 : 0);
    }

    @BeforeEach
    void write() throws IOException {
        int pixels = HEADER + 2 + 12 * ENTRIES + 4;
        ByteBuffer tiff = ByteBuffer.allocate(pixels + 2 * SIDE * SIDE);
        tiff.order(ByteOrder.LITTLE_ENDIAN).put(new byte[] {'I', 'I'}).putShort((short) 42);
        tiff.putInt(HEADER).putShort((short) ENTRIES);
        int[][] tags = {
            {256, SIDE},
            {257, SIDE},
            {258, 16},
            {259, 1},
            {262, 1},
            {273, pixels},
            {277, 1},
            {278, SIDE},
            {279, 2 * SIDE * SIDE},
            {284, 1},
            {339, 2},
        };
        for (int[] tag : tags) {
            tiff.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
        }
        tiff.putInt(0);
        for (int i = 0; i < SIDE * SIDE; i++) {
            tiff.putShort(label(i));
        }
        file = Files.write(folder.resolve("labels.tif"), tiff.array());
    }

    @Test
    void zeroIsBackgroundOfMasksAndLabels() throws IOException {
        ImagePlus image = ImageFiles.open(file);
        assertTrue(image.getCalibration().isSigned16Bit());

        MaskFiles.Mask mask = MaskFiles.read(file);
        assertEquals(2, mask.labels());
        int[] volume = new int[SIDE * SIDE];
        int at = 0;
        for (var pixel :
                Views.flatIterable(new LabelVolumes(image, false).read(0, Optional.empty()))) {
            volume[at++] = pixel.get();
        }
        boolean[] sample = MaskSamples.of(List.of(image, image)).masks(0).get(0);
        for (int i = 0; i < SIDE * SIDE; i++) {
            assertEquals(label(i), volume[i]);
            assertEquals(label(i) > 0, mask.pixels()[i] != 0);
            assertEquals(label(i) > 0, sample[i]);
        }
    }

    @Test
    void anImageHasItsValuesHoweverItWasSaved() throws IOException {
        ImagePlus image = ImageFiles.open(file);
        image.getProcessor().set(0, (1 << 15) - 1000);
        float[] values = new ImagePlusPlanes(image, 0).plane(0).channel(0);
        assertEquals(-1000, values[0]);
        assertEquals(7, values[SIDE]);
        assertEquals(0, values[2 * SIDE]);

        Path again = folder.resolve("again.tif");
        assertTrue(new FileSaver(image).saveAsTiff(again.toString()));
        ImagePlusPlanes saved = new ImagePlusPlanes(ImageFiles.open(again), 0);
        assertArrayEquals(values, saved.plane(0).channel(0));
    }

    @Test
    void aTrainingOnOpenImagesSeesTheSameValues() throws IOException {
        ImagePlus one = ImageFiles.open(file);
        ImageStack stack = new ImageStack(SIDE, SIDE);
        stack.addSlice(one.getProcessor());
        stack.addSlice(one.getProcessor().duplicate());
        ImagePlus image = new ImagePlus("scan", stack);
        image.setCalibration(one.getCalibration());

        Path images = folder.resolve("images");
        Path masks = folder.resolve("masks");
        new LabelledStack(image, image.duplicate()).write(images, masks, Progress.NONE);

        ImagePlus plane = ImageFiles.open(images.resolve("plane0002.tif"));
        assertEquals(7, new ImagePlusPlanes(plane, 0).plane(0).channel(0)[SIDE]);
        assertEquals(2, MaskFiles.read(masks.resolve("plane0002.tif")).labels());
    }
}
