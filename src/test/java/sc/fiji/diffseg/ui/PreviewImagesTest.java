package sc.fiji.diffseg.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.image.Plane;
import sc.fiji.diffseg.training.Preview;

class PreviewImagesTest {

    private static final int SIDE = 9;
    private static final int GREY = 0x808080;

    @Test
    void truthAndPredictionAreOutlinedOnTheImageAndUncertaintyGlows() {
        float[] grey = new float[SIDE * SIDE];
        Arrays.fill(grey, 128 / 255f);
        byte[] truth = new byte[SIDE * SIDE];
        float[] probability = new float[SIDE * SIDE];
        float[] uncertainty = new float[SIDE * SIDE];
        for (int y = 2; y < 7; y++) {
            for (int x = 2; x < 7; x++) {
                truth[y * SIDE + x] = 1;
                probability[y * SIDE + x] = x < 5 ? 0.9f : 0.4f;
            }
        }
        uncertainty[0] = 0.5f;
        Preview preview =
                new Preview("a", Plane.grey(SIDE, SIDE, grey), truth, probability, uncertainty);
        List<BufferedImage> images = PreviewImages.of(preview);
        assertEquals(PreviewImages.TITLES.size(), images.size());
        assertEquals(GREY, rgb(images.get(0), 2, 2));
        assertNotEquals(GREY, rgb(images.get(1), 6, 4), "in the truth");
        assertEquals(GREY, rgb(images.get(2), 6, 4), "beyond the prediction");
        assertNotEquals(GREY, rgb(images.get(2), 4, 4), "in the prediction");
        assertEquals(0xFFFFFF, rgb(images.get(3), 0, 0));
        assertEquals(0, rgb(images.get(3), 4, 4));
    }

    private static int rgb(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xFFFFFF;
    }
}
