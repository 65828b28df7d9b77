package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
            ImagePlus expected = model.segment(stack).segmentation();
            ImagePlus actual =
                    model.segment(image, "stack.tif", "X", "Y", "Channel", "Z").segmentation();
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
