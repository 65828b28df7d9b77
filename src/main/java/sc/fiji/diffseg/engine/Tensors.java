package sc.fiji.diffseg.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.BufferOverflowException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * The way from Java into tensors and back: the only place that names a tensor's type.
 *
 * <p>Every tensor made here lies in PyTorch's own memory. The bridge's tensors of Java's numbers
 * and buffers do not: once such a tensor is closed, even if the bridge itself made and closed it,
 * as in {@code x.mul(0.5)}, the garbage collector takes the memory from under what autograd
 * remembers of it, and gradients turn to rubbish. Hence {@link #times} and {@link #limited}.
 *
 * <p>Every tensor made here is float32. PyTorch's bridge ends the process when a tensor is made of
 * bfloat16, int16, uint16 or uint32, so there is no way to ask for another type.
 */
public final class Tensors {

    private static final int BYTES = DataType.FLOAT32.getNumOfBytes();

    private Tensors() {}

    /**
     * A tensor of given values.
     *
     * @param values row-major, as many as the shape holds
     */
    public static NDArray of(NDManager manager, float[] values, long... shape) {
        return filled(manager, buffer -> buffer.put(values), shape);
    }

    /**
     * A tensor filled by a writer, which must put exactly as many values as the shape holds. On a
     * CPU it writes into the tensor itself: a buffer of Java's, as large, would stay until a
     * garbage collection, of which there may be none for hours.
     *
     * @param writer must not keep the buffer, whose memory is freed with the tensor
     * @throws IllegalArgumentException if it puts fewer or more, or the tensor exceeds 2 GiB
     */
    public static NDArray filled(NDManager manager, Consumer<FloatBuffer> writer, long... shape) {
        Shape size = new Shape(shape);
        if (size.size() > Integer.MAX_VALUE / BYTES) {
            throw new IllegalArgumentException(
                    "A tensor of shape " + size + " exceeds 2 GiB: make it in parts.");
        }
        try (NDManager staging = manager.newSubManager(Device.cpu())) {
            NDArray values = staging.create(size, DataType.FLOAT32);
            fill(values, writer);
            Device device = manager.getDevice();
            NDArray filled = device.equals(Device.cpu()) ? values : values.toDevice(device, true);
            filled.attach(manager);
            return filled;
        }
    }

    private static void fill(NDArray values, Consumer<FloatBuffer> writer) {
        FloatBuffer floats =
                values.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
        try {
            writer.accept(floats);
        } catch (BufferOverflowException e) {
            throw new IllegalArgumentException(
                    "There are more values than a tensor of shape " + values.getShape() + " holds.",
                    e);
        }
        if (floats.hasRemaining()) {
            throw new IllegalArgumentException(
                    floats.remaining()
                            + " values are missing for a tensor of shape "
                            + values.getShape()
                            + ".");
        }
    }

    /** A tensor times a number; the result belongs to the tensor's manager. */
    public static NDArray times(NDArray tensor, double factor) {
        try (NDArray number = number(tensor, factor)) {
            return tensor.mul(number);
        }
    }

    /**
     * The sum of two tensors, each times a number; it belongs to the first one's manager and lets
     * gradients through, also where a factor is 0 or 1.
     */
    public static NDArray sum(NDArray first, double ofFirst, NDArray second, double ofSecond) {
        try (NDArray a = times(first, ofFirst);
                NDArray b = times(second, ofSecond)) {
            return a.add(b);
        }
    }

    /** A tensor whose values are limited to a range; it belongs to the first one's manager. */
    public static NDArray limited(NDArray tensor, double least, double most) {
        try (NDArray low = number(tensor, least);
                NDArray high = number(tensor, most);
                NDArray atLeast = tensor.maximum(low)) {
            return atLeast.minimum(high);
        }
    }

    /** 1 where a tensor is below a number and else 0; it belongs to the tensor's manager. */
    public static NDArray below(NDArray tensor, double value) {
        try (NDArray limit = number(tensor, value);
                NDArray below = tensor.lt(limit)) {
            return below.toType(DataType.FLOAT32, false);
        }
    }

    private static NDArray number(NDArray tensor, double value) {
        return filled(tensor.getManager(), buffer -> buffer.put((float) value));
    }

    /** A tensor of zeros. */
    public static NDArray zeros(NDManager manager, long... shape) {
        return manager.zeros(new Shape(shape), DataType.FLOAT32);
    }

    /** The values of a float32 tensor, row-major. */
    public static float[] toFloats(NDArray tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        copyTo(tensor, FloatBuffer.wrap(values));
        return values;
    }

    /** Copies the values of a float32 tensor, row-major, to a buffer. */
    public static void copyTo(NDArray tensor, FloatBuffer target) {
        // Copies that DJL makes, from a GPU or of a view, would stay with the tensor's manager.
        try (NDManager scope = tensor.getManager().newSubManager()) {
            scope.tempAttachAll(tensor);
            target.put(tensor.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer());
        }
    }

    /**
     * A tensor of an image's values, its last dimension being the image's first (an image of size
     * x, y, c becomes a tensor of shape c, y, x). Every real type is converted; nothing is scaled.
     */
    public static NDArray fromImage(
            NDManager manager, RandomAccessibleInterval<? extends RealType<?>> image) {
        int n = image.numDimensions();
        long[] shape = new long[n];
        for (int d = 0; d < n; d++) {
            shape[n - 1 - d] = image.dimension(d);
        }
        return filled(
                manager,
                buffer -> {
                    Cursor<? extends RealType<?>> cursor = Views.flatIterable(image).cursor();
                    while (cursor.hasNext()) {
                        buffer.put(cursor.next().getRealFloat());
                    }
                },
                shape);
    }

    /** The image of a float32 tensor: the inverse of {@link #fromImage}, in one copy. */
    public static ArrayImg<FloatType, FloatArray> toImage(NDArray tensor) {
        long[] shape = tensor.getShape().getShape();
        long[] size = new long[shape.length];
        for (int d = 0; d < shape.length; d++) {
            size[d] = shape[shape.length - 1 - d];
        }
        return ArrayImgs.floats(toFloats(tensor), size);
    }
}
