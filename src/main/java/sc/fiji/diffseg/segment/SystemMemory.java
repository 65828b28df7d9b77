package sc.fiji.diffseg.segment;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The memory that the operating system still gives to this process: on Linux what it calls
 * available, within the limits of the process's control groups; elsewhere what is free.
 */
public final class SystemMemory implements FreeMemory {

    private static final long KIB = 1024;

    private final Path proc;
    private final Path groups;

    SystemMemory() {
        this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** Reads another place than this machine's. */
    SystemMemory(Path proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /**
     * Bytes of this process that lie in the machine's memory, without Java's heap; empty where the
     * operating system does not tell, which is everywhere but on Linux.
     */
    public static OptionalLong residentOutsideHeap() {
        OptionalLong resident = field(Path.of("/proc/self/status"), "VmRSS:");
        long heap = Runtime.getRuntime().totalMemory();
        return resident.isPresent()
                ? OptionalLong.of(resident.getAsLong() * KIB - heap)
                : OptionalLong.empty();
    }

    @Override
    public long heap(long wanted) {
        Runtime runtime = Runtime.getRuntime();
        if (unused(runtime) < wanted) {
            runtime.gc();
        }
        return unused(runtime);
    }

    private static long unused(Runtime runtime) {
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }

    @Override
    public long machine() {
        OptionalLong available = field(proc.resolve("meminfo"), "MemAvailable:");
        if (available.isEmpty()) {
            return elsewhere();
        }
        return Math.min(available.getAsLong() * KIB, inGroups());
    }

    private static long elsewhere() {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long free = system.getFreeMemorySize();
        // macOS fills its memory with files it can drop at once and does not count them as free.
        return System.getProperty("os.name").startsWith("Mac")
                ? Math.max(free, system.getTotalMemorySize() / 2)
                : free;
    }

    /** The smallest rest of all control groups that this process is in. */
    private long inGroups() {
        long rest = Long.MAX_VALUE;
        for (String line : lines(proc.resolve("self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            if (parts[1].isEmpty()) {
                rest =
                        Math.min(
                                rest,
                                inGroup(
                                        groups,
                                        parts[2],
                                        "memory.max",
                                        "memory.current",
                                        "inactive_file"));
            } else if (List.of(parts[1].split(",")).contains("memory")) {
                rest =
                        Math.min(
                                rest,
                                inGroup(
                                        groups.resolve("memory"),
                                        parts[2],
                                        "memory.limit_in_bytes",
                                        "memory.usage_in_bytes",
                                        "total_inactive_file"));
            }
        }
        return rest;
    }

    /** A group is also bound by all that it lies in; in a container the path may lead nowhere. */
    private static long inGroup(
            Path root, String path, String limitName, String usedName, String cacheName) {
        long rest = Long.MAX_VALUE;
        Path end = root.resolve(path.substring(1)).normalize();
        for (Path group = end; group != null && group.startsWith(root); group = group.getParent()) {
            OptionalLong limit = number(group.resolve(limitName));
            OptionalLong used = number(group.resolve(usedName));
            if (limit.isPresent() && used.isPresent()) {
                long cache = field(group.resolve("memory.stat"), cacheName).orElse(0);
                rest = Math.min(rest, limit.getAsLong() - used.getAsLong() + cache);
            }
        }
        return Math.max(0, rest);
    }

    private static OptionalLong number(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() || !lines.get(0).matches("[0-9]{1,18}")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(lines.get(0)));
    }

    private static OptionalLong field(Path file, String name) {
        return lines(file).stream()
                .map(line -> line.split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals(name))
                .mapToLong(words -> Long.parseLong(words[1]))
                .findFirst();
    }

    /** No lines where there is no such file: every system and container has others. */
    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
