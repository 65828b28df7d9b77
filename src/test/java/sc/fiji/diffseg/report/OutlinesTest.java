package sc.fiji.diffseg.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.image.ImagePlusPlanes;

class OutlinesTest {

    private static final int WIDTH = 9;
    private static final int HEIGHT = 7;

    /** A ring round a dot, two parts that touch, one at the corner, one pixel and a diagonal. */
    private static final int[] LABELS = {
        1, 1, 1, 1, 0, 0, 0, 0, 0,
        1, 0, 0, 1, 0, 5, 0, 0, 0,
        1, 0, 2, 1, 0, 0, 7, 0, 0,
        1, 1, 1, 1, 0, 7, 0, 0, 0,
        0, 0, 0, 3, 3, 4, 4, 0, 0,
        0, 0, 0, 3, 4, 4, 4, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 300,
    };

    private static ImagePlusPlanes image(int channels, int slices, int frames) {
        ImageStack stack = new ImageStack(WIDTH, HEIGHT);
        for (int i = 0; i < channels * slices * frames; i++) {
            stack.addSlice(new ByteProcessor(WIDTH, HEIGHT));
        }
        ImagePlus image = new ImagePlus("cells", stack);
        image.setDimensions(channels, slices, frames);
        return new ImagePlusPlanes(image, channels == 2 ? 2 : 0);
    }

    private static byte[] zip(List<Roi> outlines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Outlines.write(outlines, bytes);
        return bytes.toByteArray();
    }

    @Test
    void paintingTheRoisOfTheFileGivesTheLabelsBack() throws IOException {
        ShortProcessor painted = new ShortProcessor(WIDTH, HEIGHT);
        byte[] file = zip(Outlines.of(LABELS, image(1, 1, 1), 0, 0));
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Roi roi = RoiDecoder.openFromByteArray(in.readAllBytes());
                assertEquals(entry.getName(), roi.getName() + ".roi");
                assertEquals(0, roi.getPosition());
                painted.setValue(Integer.parseInt(roi.getName()));
                painted.fill(roi);
            }
        }
        int[] labels = new int[LABELS.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = painted.get(i);
        }
        assertArrayEquals(LABELS, labels);
    }

    @Test
    void roisOfAStackKnowTheirSliceAndThoseOfAHyperstackTheirFrame() {
        assertEquals(3, Outlines.of(LABELS, image(1, 4, 1), 2, 0).get(0).getPosition());
        Roi roi = Outlines.of(LABELS, image(1, 2, 3), 5, 0).get(0);
        assertEquals(List.of(2, 3), List.of(roi.getZPosition(), roi.getTPosition()));
    }

    @Test
    void roisOfAnImageWithChannelsLieInTheOneThatWasSegmented() {
        assertEquals(List.of(2, 2, 3), place(Outlines.of(LABELS, image(2, 2, 3), 5, 2)));
        assertEquals(List.of(2, 3, 1), place(Outlines.of(LABELS, image(2, 4, 1), 2, 2)));
        // Of all channels together, a part is in none of them alone.
        assertEquals(List.of(0, 3, 1), place(Outlines.of(LABELS, image(3, 4, 1), 2, 0)));
    }

    private static List<Integer> place(List<Roi> outlines) {
        Roi roi = outlines.get(0);
        return List.of(roi.getCPosition(), roi.getZPosition(), roi.getTPosition());
    }

    @Test
    void theFileIsTheSameOnAnyDayAndWholeWithoutAnyRoi() throws IOException {
        byte[] file = zip(Outlines.of(LABELS, image(1, 1, 1), 0, 0));
        assertArrayEquals(file, zip(Outlines.of(LABELS, image(1, 1, 1), 0, 0)));
        byte[] empty = zip(List.of());
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(empty))) {
            assertEquals(null, in.getNextEntry());
        }
        assertEquals('P', empty[0]);
    }
}
