package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.image.GoldenPreprocessing.bytes;
import static sc.fiji.diffseg.image.GoldenPreprocessing.channel;
import static sc.fiji.diffseg.image.GoldenPreprocessing.floats;
import static sc.fiji.diffseg.image.GoldenPreprocessing.image;
import static sc.fiji.diffseg.image.GoldenPreprocessing.largestDifference;

import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.weights.SafetensorsFile;

class ResizeTest {

    private final Resize toGolden = new Resize(97, 131, 64, 64);

    @Test
    void greyShrinksAsInPillow() throws Exception {
        float[] resized = toGolden.apply(unit(image("gray8.png").getProcessor()));
        assertTrue(largestDifference(resized, floats("out.gray8.float")) < 1e-6);
        assertTrue(largestDifference(resized, floats("out.gray8.pil")) < 1 / 255.0);
    }

    @Test
    void colourShrinksAsInPillow() throws Exception {
        ColorProcessor colour = (ColorProcessor) image("rgb.png").getProcessor();
        for (int c = 0; c < 3; c++) {
            float[] resized = toGolden.apply(unit(colour.getChannel(c + 1, null)));
            assertTrue(largestDifference(resized, channel(floats("out.rgb.float"), c)) < 1e-6);
            assertTrue(largestDifference(resized, channel(floats("out.rgb.pil"), c)) < 1 / 255.0);
        }
    }

    @Test
    void rawSixteenBitValuesShrinkAsInPillow() throws Exception {
        float[] raw = (float[]) image("gray16.tif").getProcessor().convertToFloat().getPixels();
        assertTrue(largestDifference(toGolden.apply(raw), floats("out.gray16.resized_raw")) < 0.01);
    }

    @Test
    void enlargesAsPillow() throws Exception {
        byte[] small = bytes("in.small");
        Resize resize = new Resize(20, 28, 64, 64);
        for (int c = 0; c < 3; c++) {
            float[] channel = new float[560];
            for (int i = 0; i < 560; i++) {
                channel[i] = (small[c * 560 + i] & 0xff) / 255f;
            }
            float[] expected = channel(floats("out.small_upsampled.float"), c);
            assertTrue(largestDifference(resize.apply(channel), expected) < 1e-6);
        }
    }

    @Test
    void masksTakeTheNearestPixelAsInPillow() throws Exception {
        ImageProcessor mask = image("mask.png").getProcessor();
        int[] values = new int[mask.getPixelCount()];
        Arrays.setAll(values, mask::get);
        int[] resized = toGolden.nearest(values);
        byte[] expected = bytes("out.mask.nearest_uint8");
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] & 0xff, resized[i], "pixel " + i);
        }
    }

    @Test
    void bicubicEqualsPyTorchWithAndWithoutAntialiasing() throws Exception {
        try (SafetensorsFile golden = Golden.open("dinov2.safetensors")) {
            float[] image = array(golden, "in.image");
            float[] resized = array(golden, "out.resized");
            Resize aliased = new Resize(64, 64, 56, 56, ResizeFilter.BICUBIC_ALIASED);
            for (int i = 0; i < 6; i++) {
                float[] plane = Arrays.copyOfRange(image, i * 4096, (i + 1) * 4096);
                float[] expected = Arrays.copyOfRange(resized, i * 3136, (i + 1) * 3136);
                assertTrue(largestDifference(aliased.apply(plane), expected) < 2e-5);
            }
            // The position embedding's first channel, behind the class token.
            Resize antialiased = new Resize(5, 5, 4, 4, ResizeFilter.BICUBIC);
            float[] grid = firstChannel(array(golden, "w.pos_embed"));
            float[] expected = firstChannel(array(golden, "out.pos_embed_resampled"));
            assertTrue(largestDifference(antialiased.apply(grid), expected) < 1e-6);
        }
    }

    @ParameterizedTest
    @EnumSource(ResizeFilter.class)
    void everyFilterKeepsAConstantAtAnyScale(ResizeFilter filter) {
        float[] constant = new float[5 * 7];
        Arrays.fill(constant, 0.3f);
        for (int[] size : new int[][] {{1, 1}, {2, 3}, {5, 7}, {40, 9}}) {
            for (float value : new Resize(5, 7, size[0], size[1], filter).apply(constant)) {
                assertEquals(0.3f, value, 1e-6);
            }
        }
    }

    private static float[] array(SafetensorsFile golden, String name) throws IOException {
        FloatBuffer values = golden.readFloats(name);
        float[] out = new float[values.remaining()];
        values.get(out);
        return out;
    }

    private static float[] firstChannel(float[] tokens) {
        float[] channel = new float[tokens.length / 64 - 1];
        for (int i = 0; i < channel.length; i++) {
            channel[i] = tokens[64 * (i + 1)];
        }
        return channel;
    }

    @Test
    void labelsBeyondSixteenBitsSurviveNearest() {
        int[] labels = {1, 70_000, 2_000_000_000, 4};
        assertArrayEquals(
                new int[] {
                    1, 1, 70_000, 70_000, 1, 1, 70_000, 70_000,
                    2_000_000_000, 2_000_000_000, 4, 4, 2_000_000_000, 2_000_000_000, 4, 4
                },
                new Resize(2, 2, 4, 4).nearest(labels));
    }

    @Test
    void sameSizeChangesNothing() {
        Plane plane = Plane.grey(3, 2, new float[] {1, 2, 3, 4, 5, 6});
        assertSame(plane, new Resize(3, 2, 3, 2).apply(plane));
    }

    @Test
    void greyPlanesStayGrey() {
        Plane grey = new Resize(2, 2, 5, 3).apply(Plane.grey(2, 2, new float[] {0, 1, 2, 3}));
        assertTrue(grey.isGrey());
        assertEquals(5, grey.width());
        assertEquals(3, grey.height());
    }

    @Test
    void onePixelBecomesConstant() {
        float[] out = new Resize(1, 1, 4, 3).apply(new float[] {0.7f});
        float[] expected = new float[12];
        Arrays.fill(expected, 0.7f);
        assertArrayEquals(expected, out);
    }

    @Test
    void averagesTheWholePlaneIntoOnePixel() {
        assertEquals(2.5f, new Resize(2, 2, 1, 1).apply(new float[] {1, 2, 3, 4})[0]);
    }

    @Test
    void refusesPlanesOfAnotherSize() {
        Plane plane = Plane.grey(3, 2, new float[6]);
        Resize resize = new Resize(2, 3, 4, 4);
        String message =
                assertThrows(IllegalArgumentException.class, () -> resize.apply(plane))
                        .getMessage();
        assertTrue(message.contains("2 x 3") && message.contains("3 x 2"), message);
    }

    @Test
    void refusesEmptySizes() {
        assertThrows(IllegalArgumentException.class, () -> new Resize(0, 4, 2, 2));
        assertThrows(IllegalArgumentException.class, () -> new Resize(4, 4, 2, 0));
    }

    private static float[] unit(ImageProcessor ip) {
        float[] out = new float[ip.getPixelCount()];
        for (int i = 0; i < out.length; i++) {
            out[i] = ip.get(i) / 255f;
        }
        return out;
    }
}
