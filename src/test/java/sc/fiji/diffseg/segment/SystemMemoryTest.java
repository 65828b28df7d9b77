package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemMemoryTest {

    @TempDir Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }

    private long machine() {
        return new SystemMemory(root.resolve("proc"), root.resolve("groups")).machine();
    }

    @Test
    void withoutLimitsItIsWhatLinuxCallsAvailable() throws IOException {
        write("proc/meminfo", "MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable:   5000 kB");
        write("proc/self/cgroup", "0::/user/job");
        write("groups/user/job/memory.max", "max");
        write("groups/user/job/memory.current", "77");
        assertEquals(5000 * 1024, machine());
    }

    @Test
    void theTightestGroupCountsAndFilesInItsMemoryCanBeDropped() throws IOException {
        write("proc/meminfo", "MemAvailable: 5000 kB");
        write("proc/self/cgroup", "0::/user/job");
        write("groups/user/job/memory.max", "3000000");
        write("groups/user/job/memory.current", "10");
        write("groups/user/memory.max", "2000000");
        write("groups/user/memory.current", "1500000");
        write("groups/user/memory.stat", "anon 5\ninactive_file 200000");
        assertEquals(700_000, machine());
    }

    @Test
    void groupsOfTheFirstVersionCount() throws IOException {
        write("proc/meminfo", "MemAvailable: 5000 kB");
        write("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/docker/abc");
        write("groups/memory/memory.limit_in_bytes", "1000000");
        write("groups/memory/memory.usage_in_bytes", "1200000");
        assertEquals(0, machine());
    }

    @Test
    void thisMachineHasSomeMemory() {
        assertTrue(FreeMemory.SYSTEM.machine() > 0);
        assertTrue(FreeMemory.SYSTEM.heap(Long.MAX_VALUE) > 0);
    }
}
