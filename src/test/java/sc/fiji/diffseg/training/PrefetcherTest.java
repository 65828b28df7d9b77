package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.image.Scaling;

@Timeout(60)
class PrefetcherTest {

    @TempDir Path folder;

    private BatchSource source(List<ImagePair> pairs) {
        return new BatchSource(
                List.of(new TrainingSet("figures", pairs, Cropping.TILES)),
                16,
                2,
                4,
                Augmentation.DEFAULT,
                new PairCache(Scaling.BY_TYPE));
    }

    private static boolean isWorking() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().equals("training batches"));
    }

    @Test
    void batchesComeInOrderFromTheFirstStep() throws IOException {
        BatchSource source = source(Pictures.paintedMasks(folder, 2, 80, 80));
        try (Prefetcher prefetcher = new Prefetcher(source, 17, 3)) {
            for (int step = 17; step < 30; step++) {
                assertArrayEquals(source.batch(step).images(), prefetcher.next().images());
            }
        }
    }

    @Test
    void anUnreadableFileStopsTheTrainingWithItsSentence() throws IOException {
        List<ImagePair> pairs = Pictures.paintedMasks(folder, 1, 80, 80);
        Files.delete(pairs.get(0).mask());
        try (Prefetcher prefetcher = new Prefetcher(source(pairs), 0, 2)) {
            String sentence = "There is no file " + pairs.get(0).mask() + ".";
            IOException e = assertThrows(IOException.class, prefetcher::next);
            assertEquals(sentence, e.getMessage());
            e = assertThrows(IOException.class, prefetcher::next);
            assertEquals(sentence, e.getMessage());
        }
    }

    @Test
    void closingEndsTheThreadEvenWithBatchesWaiting() throws IOException {
        Prefetcher prefetcher =
                new Prefetcher(source(Pictures.paintedMasks(folder, 1, 80, 80)), 0, 1);
        prefetcher.next();
        assertTrue(isWorking());

        prefetcher.close();

        assertFalse(isWorking());
        assertThrows(IllegalStateException.class, prefetcher::next);
        prefetcher.close();
    }

    @Test
    void whoeverWaitsForABatchIsWokenByClosing() throws Exception {
        Prefetcher prefetcher =
                new Prefetcher(source(Pictures.paintedMasks(folder, 1, 80, 80)), 0, 1);
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(
                        () -> {
                            while (true) {
                                try {
                                    prefetcher.next();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            }
                        });

        prefetcher.close();

        ExecutionException e = assertThrows(ExecutionException.class, reader::get);
        assertEquals(IllegalStateException.class, e.getCause().getClass());
    }
}
