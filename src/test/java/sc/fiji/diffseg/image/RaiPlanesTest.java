package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Progress;

class RaiPlanesTest {

    private static final String LETTERS = "XYCZT";

    /** Sizes of X, Y, C, Z and T: all different, so that no mix-up goes unnoticed. */
    private static final long[] SIZES = {5, 4, 3, 2, 6};

    @ParameterizedTest
    @ValueSource(strings = {"XYCZT", "CXYZT", "TZCYX", "YXTCZ", "ZTYCX"})
    void everyOrderOfAxesGivesTheSamePlanes(String order) {
        long[] dimensions = new long[5];
        for (int d = 0; d < 5; d++) {
            dimensions[d] = SIZES[LETTERS.indexOf(order.charAt(d))];
        }
        var image = ArrayImgs.unsignedShorts(dimensions);
        var cursor = image.localizingCursor();
        while (cursor.hasNext()) {
            cursor.fwd();
            int value = 0;
            for (char letter : LETTERS.toCharArray()) {
                value = value * 8 + cursor.getIntPosition(order.indexOf(letter));
            }
            cursor.get().set(value);
        }
        RaiPlanes planes = new RaiPlanes("stack", image, Axes.of(order), 0);
        assertEquals(12, planes.planes());
        // Frame 4, slice 1: slices count fastest.
        Plane plane = planes.plane(4 * 2 + 1);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 5; x++) {
                    int expected = (((x * 8 + y) * 8 + c) * 8 + 1) * 8 + 4;
                    assertEquals(expected, plane.channel(c)[y * 5 + x]);
                }
            }
        }
        assertEquals("plane 10 (slice 2, frame 5) of \"stack\"", planes.describe(9));
    }

    @Test
    void oneChannelGivesThreeEqualCopies() {
        Plane plane = xy(ArrayImgs.unsignedBytes(new byte[] {1, 2, -1, 4}, 2, 2)).plane(0);
        assertTrue(plane.isGrey());
        for (int c = 0; c < 3; c++) {
            assertArrayEquals(new float[] {1, 2, 255, 4}, plane.channel(c));
        }
    }

    @Test
    void aChosenChannelIsGrey() {
        var image = ArrayImgs.unsignedBytes(new byte[] {1, 2, 3, 4}, 1, 1, 4);
        RaiPlanes planes = new RaiPlanes("four", image, Axes.of("XYC"), 3);
        assertTrue(planes.plane(0).isGrey());
        assertEquals(3, planes.plane(0).channel(0)[0]);
    }

    @Test
    void twoOrFourChannelsNeedAChoice() {
        for (int channels : new int[] {2, 4}) {
            var image = ArrayImgs.unsignedBytes(3, 3, channels);
            String message = refusal(() -> new RaiPlanes("cells", image, Axes.of("XYC"), 0));
            assertEquals(
                    "\"cells\" has %d channels, which are neither grey nor RGB: choose the channel"
                                    .formatted(channels)
                            + " to segment, from 1 to %d.".formatted(channels),
                    message);
        }
    }

    @Test
    void channelsThatAreNotThereAreRefused() {
        var image = ArrayImgs.unsignedBytes(3, 3, 2);
        assertEquals(
                "\"cells\" has no channel 3: choose from 1 to 2.",
                refusal(() -> new RaiPlanes("cells", image, Axes.of("XYC"), 3)));
        refusal(() -> new RaiPlanes("cells", image, Axes.of("XYC"), -1));
    }

    @Test
    void rangesFollowThePixelType() {
        assertEquals(new ValueRange(0, 255), range(ArrayImgs.unsignedBytes(1, 1)));
        assertEquals(new ValueRange(0, 65535), range(ArrayImgs.unsignedShorts(1, 1)));
        assertEquals(new ValueRange(0, 4095), range(ArrayImgs.unsigned12Bits(1, 1)));
        assertEquals(new ValueRange(0, 1), range(ArrayImgs.bits(1, 1)));
        assertEquals(Optional.empty(), xy(ArrayImgs.bytes(1, 1)).typeRange());
        assertEquals(Optional.empty(), xy(ArrayImgs.shorts(1, 1)).typeRange());
        assertEquals(Optional.empty(), xy(ArrayImgs.ints(1, 1)).typeRange());
        assertEquals(Optional.empty(), xy(ArrayImgs.floats(1, 1)).typeRange());
        assertEquals(Optional.empty(), xy(ArrayImgs.doubles(1, 1)).typeRange());
    }

    private static ValueRange range(RandomAccessibleInterval<? extends RealType<?>> image) {
        return xy(image).typeRange().orElseThrow();
    }

    @Test
    void signedAndFloatValuesScaleToZeroToOne() {
        assertArrayEquals(
                new float[] {0, 1, 128 / 255f},
                byType(ArrayImgs.bytes(new byte[] {-128, 127, 0}, 3, 1)));
        assertArrayEquals(
                new float[] {0, 1, 0.5f},
                byType(ArrayImgs.shorts(new short[] {-1000, 3000, 1000}, 3, 1)));
        assertArrayEquals(
                new float[] {0, 1, 0.5f},
                byType(ArrayImgs.ints(new int[] {-1000, 3000, 1000}, 3, 1)));
        assertArrayEquals(
                new float[] {0.25f, 0.5f, 0.75f},
                byType(ArrayImgs.doubles(new double[] {0.25, 0.5, 0.75}, 3, 1)));
    }

    private static float[] byType(RandomAccessibleInterval<? extends RealType<?>> image) {
        return new PlaneScaler(xy(image), Scaling.BY_TYPE, Progress.NONE)
                .plane(0)
                .plane()
                .channel(0);
    }

    @Test
    void colourPixelsGiveRedGreenAndBlue() {
        var image = ArrayImgs.argbs(new int[] {0xff0a141e, 0x00010203}, 2, 1);
        Plane plane = RaiPlanes.ofArgb("colour", image, Axes.XY, 0).plane(0);
        assertArrayEquals(new float[] {10, 1}, plane.channel(0));
        assertArrayEquals(new float[] {20, 2}, plane.channel(1));
        assertArrayEquals(new float[] {30, 3}, plane.channel(2));
        assertEquals(
                Optional.of(ValueRange.UINT8),
                RaiPlanes.ofArgb("colour", image, Axes.XY, 0).typeRange());
        refusal(() -> RaiPlanes.ofArgb("colour", image, new Axes(0, 1, 2, -1, -1), 0));
    }

    @Test
    void imagesNeedNotBeginAtZero() {
        var image = ArrayImgs.unsignedBytes(new byte[] {1, 2, 3, 4, 5, 6}, 3, 2);
        Plane plane =
                xy(Views.translate(
                                Views.interval(image, new long[] {1, 0}, new long[] {2, 1}), 7, -9))
                        .plane(0);
        assertArrayEquals(new float[] {2, 3, 5, 6}, plane.channel(0));
    }

    @Test
    void onePixelIsAnImage() {
        assertEquals(9, xy(ArrayImgs.unsignedBytes(new byte[] {9}, 1, 1)).plane(0).channel(0)[0]);
    }

    @Test
    void emptyImagesAreRefused() {
        RandomAccessibleInterval<UnsignedShortType> noSlices =
                Views.interval(
                        ArrayImgs.unsignedShorts(4, 4, 1),
                        new long[] {0, 0, 0},
                        new long[] {3, 3, -1});
        assertTrue(
                refusal(() -> new RaiPlanes("none", noSlices, Axes.of("XYZ"), 0))
                        .startsWith("\"none\" has 0 pixels along dimension 3:"));
    }

    @Test
    void dimensionsWithoutMeaningAreRefusedUnlessTheyAreFlat() {
        var image = ArrayImgs.unsignedBytes(4, 4, 5);
        assertEquals(
                "Dimension 3 of \"cube\" is neither x, y, channel, z nor time: reduce it to one"
                        + " position first.",
                refusal(() -> new RaiPlanes("cube", image, Axes.XY, 0)));
        assertEquals(1, new RaiPlanes("flat", ArrayImgs.bytes(4, 4, 1), Axes.XY, 0).planes());
        refusal(() -> new RaiPlanes("line", ArrayImgs.bytes(4), Axes.XY, 0));
    }

    @Test
    void axesMustBeDifferentAndHaveTwoDimensions() {
        assertEquals(new Axes(1, 2, 0, -1, -1), Axes.of("cxy"));
        refusal(() -> Axes.of("XYX"));
        refusal(() -> Axes.of("XYQ"));
        refusal(() -> Axes.of("XZ"));
        refusal(() -> new Axes(0, 0, -1, -1, -1));
        refusal(() -> new Axes(0, 1, -2, -1, -1));
    }

    @Test
    void selectionsAreKeptAndCannotBeChangedFromOutside() {
        boolean[] pixels = {true, false};
        RaiPlanes planes = xy(ArrayImgs.bytes(2, 1)).withSelection(pixels);
        pixels[0] = false;
        planes.selection().orElseThrow()[1] = true;
        assertArrayEquals(new boolean[] {true, false}, planes.selection().orElseThrow());
        assertFalse(xy(ArrayImgs.bytes(2, 1)).selection().isPresent());
        refusal(() -> planes.withSelection(new boolean[3]));
    }

    private static RaiPlanes xy(RandomAccessibleInterval<? extends RealType<?>> image) {
        return new RaiPlanes("image", image, Axes.XY, 0);
    }

    private static String refusal(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
