package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.nio.file.Path;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentationTest {

    @TempDir Path folder;

    @Test
    void anImageWithLabelledAxesGivesWhatTheSameImagePlusGives() throws Exception {
        ImagePlus stack = Pictures.stack(40, 30, 2, 1);
        byte[] pixels = new byte[40 * 30 * 2];
        for (int z = 0; z < 2; z++) {
            byte[] plane = (byte[]) stack.getStack().getPixels(z + 1);
            System.arraycopy(plane, 0, pixels, z * plane.length, plane.length);
        }
        ArrayImg<UnsignedByteType, ByteArray> image = ArrayImgs.unsignedBytes(pixels, 40, 30, 1, 2);
        TinyModel.write(folder);
        try (Segmentation model = Segmentation.open(folder.toString())) {
            stack.getCalibration().pixelWidth = 0.25;
            stack.getCalibration().pixelHeight = 0.5;
            stack.getCalibration().pixelDepth = 2;
            stack.getCalibration().setUnit("mm");
            ImagePlus expected = model.segment(stack).segmentation();
            String[] axes = {"X", "Y", "Channel", "Z"};
            double[] spacing = {0.25, 0.5, 1, 2};
            ImagePlus actual =
                    model.segment(image, "stack.tif", axes, spacing, "mm").segmentation();
            assertTrue(expected.getCalibration().equals(actual.getCalibration()));
            assertEquals(2, actual.getCalibration().pixelDepth);
            ImagePlus plain = model.segment(image, "stack.tif", axes).segmentation();
            assertFalse(plain.getCalibration().scaled());
            assertEquals(expected.getTitle(), actual.getTitle());
            assertEquals(2, actual.getNSlices());
            for (int i = 1; i <= 2; i++) {
                assertArrayEquals(
                        (short[]) expected.getStack().getPixels(i),
                        (short[]) actual.getStack().getPixels(i));
            }
        }
    }
}
