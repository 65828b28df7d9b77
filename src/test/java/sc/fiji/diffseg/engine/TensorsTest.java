package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.ImgFactory;
import net.imglib2.img.array.ArrayImgFactory;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.cell.CellImgFactory;
import net.imglib2.img.planar.PlanarImgFactory;
import net.imglib2.type.NativeType;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.ByteType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TensorsTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = TorchEngine.start("cpu").newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void valuesComeBackBitForBit() {
        float[] values = {
            0, -0f, 1.1f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN, -3
        };
        NDArray tensor = Tensors.of(manager, values, 2, 2, 2);
        assertArrayEquals(values, Tensors.toFloats(tensor));
        FloatBuffer copy = FloatBuffer.allocate(values.length + 1);
        Tensors.copyTo(tensor, copy);
        assertArrayEquals(values, Arrays.copyOf(copy.array(), values.length));
        assertEquals(1, copy.remaining());
    }

    @Test
    void aTensorWithoutAxesHoldsOneValue() {
        assertArrayEquals(new float[] {7}, Tensors.toFloats(Tensors.of(manager, new float[] {7})));
        assertArrayEquals(new float[6], Tensors.toFloats(Tensors.zeros(manager, 1, 2, 3)));
    }

    @Test
    void viewsAreReadInTheirOwnOrderAndLeaveNothingBehind() {
        NDArray tensor = Tensors.of(manager, new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        NDArray turned = tensor.transpose();
        NDArray right = tensor.split(new long[] {1}, 1).get(1);
        int before = manager.getManagedArrays().size();
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, Tensors.toFloats(turned));
        assertArrayEquals(new float[] {2, 3, 5, 6}, Tensors.toFloats(right));
        assertEquals(before, manager.getManagedArrays().size());
        assertEquals(manager, turned.getManager());
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, Tensors.toFloats(turned));
    }

    @Test
    void aWrongNumberOfValuesIsRefused() {
        String tooFew =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Tensors.of(manager, new float[5], 2, 3))
                        .getMessage();
        assertEquals("1 values are missing for a tensor of shape (2, 3).", tooFew);
        String tooMany =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Tensors.of(manager, new float[7], 2, 3))
                        .getMessage();
        assertEquals("There are more values than a tensor of shape (2, 3) holds.", tooMany);
    }

    @Test
    void aTensorTooLargeForABufferIsRefusedBeforeItIsFilled() {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        Tensors.filled(
                                                manager,
                                                buffer -> {
                                                    throw new AssertionError("filled");
                                                },
                                                1 << 16,
                                                1 << 13))
                        .getMessage();
        assertTrue(message.startsWith("A tensor of shape (65536, 8192) exceeds 2 GiB"), message);
    }

    @Test
    void fillingLeavesNoBufferThatWaitsForTheGarbageCollector() {
        BufferPoolMXBean direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .findFirst()
                        .orElseThrow();
        long before = direct.getTotalCapacity();
        NDArray tensor = Tensors.of(manager, new float[1 << 20], 1 << 10, 1 << 10);
        assertEquals(1 << 20, tensor.size());
        long added = direct.getTotalCapacity() - before;
        assertTrue(added < 1 << 20, added + " bytes");
        assertEquals(1, manager.getManagedArrays().size());
    }

    @Test
    void numbersMultiplyAndLimit() {
        NDArray tensor = Tensors.of(manager, new float[] {-3, -0.5f, 0.25f, 8}, 2, 2);
        assertArrayEquals(
                new float[] {-6, -1, 0.5f, 16}, Tensors.toFloats(Tensors.times(tensor, 2)));
        assertArrayEquals(
                new float[] {-1, -0.5f, 0.25f, 1},
                Tensors.toFloats(Tensors.limited(tensor, -1, 1)));
        assertArrayEquals(new float[] {-3, -0.5f, 0.25f, 8}, Tensors.toFloats(tensor));
        assertEquals(3, manager.getManagedArrays().size());
    }

    static Stream<Img<? extends RealType<?>>> images() {
        return Stream.of(
                image(new UnsignedByteType(), new ArrayImgFactory<>(new UnsignedByteType())),
                image(new ByteType(), new PlanarImgFactory<>(new ByteType())),
                image(new UnsignedShortType(), new PlanarImgFactory<>(new UnsignedShortType())),
                image(new UnsignedIntType(), new ArrayImgFactory<>(new UnsignedIntType())),
                image(new FloatType(), new CellImgFactory<>(new FloatType(), 2)),
                image(new DoubleType(), new ArrayImgFactory<>(new DoubleType())));
    }

    /** An image of size x 4, y 3, c 2 whose values tell their place. */
    private static <T extends RealType<T> & NativeType<T>> Img<T> image(
            T type, ImgFactory<T> factory) {
        Img<T> image = factory.create(4, 3, 2);
        Cursor<T> cursor = image.localizingCursor();
        while (cursor.hasNext()) {
            cursor.fwd();
            cursor.get()
                    .setReal(
                            cursor.getIntPosition(0)
                                    + 10 * cursor.getIntPosition(1)
                                    + 100 * cursor.getIntPosition(2));
        }
        return image;
    }

    @ParameterizedTest
    @MethodSource("images")
    void anImagesFirstAxisIsTheTensorsLast(Img<? extends RealType<?>> image) {
        NDArray tensor = Tensors.fromImage(manager, image);
        assertArrayEquals(new long[] {2, 3, 4}, tensor.getShape().getShape());
        float[] values = Tensors.toFloats(tensor);
        for (int c = 0; c < 2; c++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 4; x++) {
                    assertEquals(x + 10 * y + 100 * c, values[(c * 3 + y) * 4 + x]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void anImageComesBackFromItsTensor(Img<? extends RealType<?>> image) {
        RandomAccessibleInterval<FloatType> back =
                Tensors.toImage(Tensors.fromImage(manager, image));
        assertArrayEquals(new long[] {4, 3, 2}, back.dimensionsAsLongArray());
        Cursor<? extends RealType<?>> cursor = image.localizingCursor();
        while (cursor.hasNext()) {
            double value = cursor.next().getRealDouble();
            assertEquals(value, back.getAt(cursor).getRealDouble());
        }
    }

    @Test
    void valuesAreNeitherScaledNorWrapped() {
        assertArrayEquals(
                new float[] {255, 0},
                Tensors.toFloats(
                        Tensors.fromImage(
                                manager, ArrayImgs.unsignedBytes(new byte[] {-1, 0}, 2))));
        assertArrayEquals(
                new float[] {65535, 32768},
                Tensors.toFloats(
                        Tensors.fromImage(
                                manager,
                                ArrayImgs.unsignedShorts(new short[] {-1, Short.MIN_VALUE}, 2))));
        assertArrayEquals(
                new float[] {-128, 127},
                Tensors.toFloats(
                        Tensors.fromImage(manager, ArrayImgs.bytes(new byte[] {-128, 127}, 2))));
    }

    @Test
    void aCropOfATurnedImageIsReadInItsOwnOrder() {
        Img<FloatType> image = image(new FloatType(), new ArrayImgFactory<>(new FloatType()));
        RandomAccessibleInterval<FloatType> turned =
                Views.permute(
                        Views.interval(image, new long[] {1, 0, 1}, new long[] {2, 2, 1}), 0, 1);
        NDArray tensor = Tensors.fromImage(manager, turned);
        assertArrayEquals(new long[] {1, 2, 3}, tensor.getShape().getShape());
        assertArrayEquals(new float[] {101, 111, 121, 102, 112, 122}, Tensors.toFloats(tensor));
    }
}
