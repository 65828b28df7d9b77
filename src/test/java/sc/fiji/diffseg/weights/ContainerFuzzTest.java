package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and hostile files of every container: each is either read or refused with one sentence,
 * within bounded memory. {@code -Dfuzz.mutations=10000} tries as many of each container; {@code
 * -Dfuzz.seed} tries others.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContainerFuzzTest {

    private static final int MUTATIONS = Integer.getInteger("fuzz.mutations", 1000);
    private static final long SEED = Long.getLong("fuzz.seed", 20250601);

    /** What reading one of these small files may allocate altogether, garbage included. */
    private static final long MAX_ALLOCATED = 64L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir static Path folder;

    private static long children;

    private final FloatBuffer chunk = FloatBuffer.allocate(1 << 16);
    private int read;
    private int refused;
    private long mostAllocated;

    private interface Opener {
        TensorFile open(Path path) throws IOException;
    }

    @BeforeAll
    static void countProcesses() {
        children = ProcessHandle.current().children().count();
    }

    @Test
    void damagedSafetensorsFilesAreReadOrRefused() throws IOException {
        byte[] seed = golden("expected.safetensors");
        Mutator mutator = new Mutator(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = i % 2 == 0 ? mutator.anywhere(seed) : mutator.safetensors(seed);
            attempt("safetensors " + i, mutant, SafetensorsFile::open);
        }
        report("safetensors");
    }

    @Test
    void damagedZipCheckpointsAreReadOrRefused() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(golden("tiny_lightning.ckpt"));
        seeds.add(golden("plain_state_dict.pth"));
        for (int protocol = 3; protocol <= 5; protocol++) {
            seeds.add(
                    CheckpointBuilder.floats(60, 3, new long[] {3, 4}, new long[] {1, 5})
                            .protocol(protocol)
                            .zip());
        }
        List<Map<String, byte[]>> entries = new ArrayList<>();
        for (byte[] seed : seeds) {
            entries.add(entries(seed));
        }
        Mutator mutator = new Mutator(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            int which = i % seeds.size();
            byte[] mutant =
                    i % 3 == 0
                            ? mutator.anywhere(seeds.get(which))
                            : mutator.zip(entries.get(which));
            attempt("zip " + i, mutant, CheckpointFile::open);
        }
        report("zip");
    }

    @Test
    void damagedCheckpointsOfTheOlderFormatAreReadOrRefused() throws IOException {
        List<byte[]> seeds =
                List.of(
                        golden("tiny_legacy.ckpt"),
                        CheckpointBuilder.floats(60, 3, new long[] {3, 4}, new long[] {1, 5})
                                .protocol(4)
                                .legacy());
        Mutator mutator = new Mutator(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] seed = seeds.get(i % seeds.size());
            byte[] mutant =
                    i % 3 == 0 ? mutator.anywhere(seed) : mutator.pickle(seed, seed.length / 2);
            attempt("legacy " + i, mutant, CheckpointFile::open);
        }
        report("legacy");
    }

    @Test
    void aFlippedBitNeverChangesATensorOfAZipCheckpointUnnoticed() throws IOException {
        byte[] seed = golden("plain_state_dict.pth");
        Path path = folder.resolve("flipped");
        Map<String, byte[]> tensors = new HashMap<>();
        try (CheckpointFile file = CheckpointFile.open(Files.write(path, seed))) {
            for (String name : file.names()) {
                tensors.put(name, file.readBytes(name));
            }
        }
        Mutator mutator = new Mutator(SEED);
        int noticed = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Files.write(path, mutator.flip(seed, 1));
            try (CheckpointFile file = CheckpointFile.open(path)) {
                assertEquals(tensors.keySet(), file.names());
                for (String name : file.names()) {
                    assertTrue(Arrays.equals(tensors.get(name), file.readBytes(name)), name);
                }
            } catch (WeightsException e) {
                noticed++;
            }
        }
        assertTrue(noticed > MUTATIONS / 4, noticed + " of " + MUTATIONS);
    }

    private void attempt(String label, byte[] mutant, Opener opener) throws IOException {
        Path path = Files.write(folder.resolve("mutant"), mutant);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        try (TensorFile file = opener.open(path)) {
            readAll(file);
            read++;
        } catch (WeightsException e) {
            assertTrue(e.getMessage().endsWith("."), label + ": " + e.getMessage());
            refused++;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(label + " with seed " + SEED, e);
        }
        long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        mostAllocated = Math.max(mostAllocated, after - before);
        assertTrue(after - before <= MAX_ALLOCATED, label + " allocated " + (after - before));
    }

    private void readAll(TensorFile file) throws IOException {
        WeightsException first = null;
        for (String name : file.names()) {
            long count = file.info(name).count();
            try {
                // Most integers are no floats, which is no fault of the file.
                if (!file.info(name).type().isFloating() && count < chunk.capacity()) {
                    file.readBytes(name);
                    continue;
                }
                for (long next = 0; next < count; next += chunk.limit()) {
                    chunk.clear().limit((int) Math.min(chunk.capacity(), count - next));
                    file.readFloats(name, next, chunk);
                }
            } catch (WeightsException e) {
                // A tensor that is refused must not keep the others from being read.
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void report(String container) {
        assertTrue(read > 0 && refused > MUTATIONS / 4, read + " read, " + refused + " refused");
        assertEquals(children, ProcessHandle.current().children().count());
        for (String place : List.of("", System.getProperty("user.home"), folder.toString())) {
            assertFalse(Files.exists(Path.of(place, "pwned")), place);
        }
        if (MUTATIONS > 1000) {
            System.out.printf(
                    "%s: %d read, %d refused, at most %d MiB allocated for one%n",
                    container, read, refused, mostAllocated >> 20);
        }
    }

    private static Map<String, byte[]> entries(byte[] zip) throws IOException {
        Path path = Files.write(folder.resolve("seed"), zip);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (FileChannel channel = FileChannel.open(path)) {
            ZipDirectory.read(new FileBytes(path, channel, 0, zip.length), "seed")
                    .forEach(
                            (name, item) ->
                                    entries.put(
                                            name,
                                            Arrays.copyOfRange(
                                                    zip, (int) item.data(), (int) item.end())));
        }
        return entries;
    }

    private static byte[] golden(String name) throws IOException {
        return Files.readAllBytes(Golden.file("checkpoints/" + name));
    }
}
