package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static final List<Integer> ITEMS = IntStream.range(0, 30).boxed().toList();

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(1, TimeUnit.MINUTES), "It waits for what it should not.");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theNextIsReadAndTheLastIsWrittenWhileOneIsComputed() {
        CountDownLatch[] readings = latches();
        CountDownLatch[] writings = latches();
        CountDownLatch[] computings = latches();
        Function<Integer, Integer> read =
                i -> {
                    readings[i].countDown();
                    return i;
                };
        Function<Integer, Integer> compute =
                i -> {
                    computings[i].countDown();
                    if (i + 1 < ITEMS.size()) {
                        await(readings[i + 1]);
                    }
                    if (i > 0) {
                        await(writings[i - 1]);
                    }
                    return i;
                };
        Function<Integer, Integer> write =
                i -> {
                    writings[i].countDown();
                    if (i + 1 < ITEMS.size()) {
                        await(computings[i + 1]);
                    }
                    return i;
                };
        assertEquals(ITEMS, new Pipeline<>(read, compute, write).run(ITEMS));
    }

    private static CountDownLatch[] latches() {
        return ITEMS.stream().map(i -> new CountDownLatch(1)).toArray(CountDownLatch[]::new);
    }

    @Test
    void neverMoreThanThreeAreInMemory() {
        AtomicInteger alive = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Function<Integer, Integer> read =
                i -> {
                    most.accumulateAndGet(alive.incrementAndGet(), Math::max);
                    return i;
                };
        Function<Integer, Integer> write =
                i -> {
                    alive.decrementAndGet();
                    return i;
                };
        new Pipeline<>(read, Function.<Integer>identity(), write).run(ITEMS);
        assertTrue(most.get() <= 3, most + " were in memory");
    }

    @Test
    void whatIsComputedIsWrittenBeforeACancelledRunEnds() {
        List<Integer> written = new ArrayList<>();
        Function<Integer, Integer> compute =
                i -> {
                    if (i == 3) {
                        throw new CancellationException("Cancelled.");
                    }
                    return i;
                };
        Function<Integer, Integer> write =
                i -> {
                    synchronized (written) {
                        written.add(i);
                    }
                    return i;
                };
        Pipeline<Integer, Integer, Integer, Integer> pipeline =
                new Pipeline<>(Function.identity(), compute, write);
        assertThrows(CancellationException.class, () -> pipeline.run(ITEMS));
        assertEquals(List.of(0, 1, 2), written);
    }

    @Test
    void anErrorOfAnotherThreadReachesTheCaller() {
        Function<Integer, Integer> broken =
                i -> {
                    throw new IllegalStateException("item " + i);
                };
        Function<Integer, Integer> sound = Function.identity();
        Exception e =
                assertThrows(
                        IllegalStateException.class,
                        () -> new Pipeline<>(sound, sound, broken).run(ITEMS));
        assertEquals("item 0", e.getMessage());
    }
}
