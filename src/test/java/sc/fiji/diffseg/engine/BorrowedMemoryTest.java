package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PyTorch's bridge frees what Java lent it when its array is closed, whoever still uses it. */
class BorrowedMemoryTest {

    @Test
    void gradientsSurviveThatTheirFactorsAreClosedAndCollected() {
        TorchEngine engine = TorchEngine.start("cpu");
        try (NDManager manager = engine.newManager()) {
            NDArray x = Tensors.of(manager, new float[] {-2, 0.5f, 2}, 3);
            x.setRequiresGradient(true);
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray sum = Tensors.times(x, 0.5).add(Tensors.limited(x, -1, 1));
                try (NDArray factors = Tensors.of(manager, new float[] {3, 4, 5}, 3)) {
                    sum = sum.add(x.mul(factors));
                }
                List<ByteBuffer> rubbish = collectAndOverwrite();
                collector.backward(sum.sum());
                assertEquals(2000, rubbish.size());
            }
            assertArrayEquals(new float[] {3.5f, 5.5f, 5.5f}, Tensors.toFloats(x.getGradient()));
        }
    }

    @Test
    void viewsSurviveThatTheirTensorIsClosedAndCollected() {
        try (NDManager manager = TorchEngine.start("cpu").newManager()) {
            NDArray view;
            try (NDArray tensor = Tensors.of(manager, new float[] {3, 4, 5}, 3)) {
                view = tensor.reshape(3, 1);
            }
            assertEquals(2000, collectAndOverwrite().size());
            assertArrayEquals(new float[] {3, 4, 5}, Tensors.toFloats(view));
        }
    }

    /** Collects garbage until direct buffers have been freed, and takes their place in memory. */
    private static List<ByteBuffer> collectAndOverwrite() {
        BufferPoolMXBean direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .findFirst()
                        .orElseThrow();
        int size = 1 << 20;
        ByteBuffer.allocateDirect(size);
        long before = direct.getMemoryUsed();
        for (int i = 0; i < 100 && direct.getMemoryUsed() > before - size; i++) {
            System.gc();
        }
        List<ByteBuffer> rubbish = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            int bytes = i % 2 == 0 ? 4 : 12;
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
            while (buffer.hasRemaining()) {
                buffer.putFloat(777);
            }
            rubbish.add(buffer);
        }
        return rubbish;
    }
}
