package sc.fiji.diffseg.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The memory of this process that lies in the machine's, on Linux.
 *
 * @param resident bytes in all
 * @param heap bytes of it that belong to Java's heap
 * @param peak most bytes in all that were ever resident
 */
record ProcessMemory(long resident, long heap, long peak) {

    private static final long KIB = 1024;

    /** Where the heap lies, as the virtual machine says in its summary: [from, ..., end). */
    private static final Pattern HEAP =
            Pattern.compile("\\[0x([0-9a-f]+),(?: 0x[0-9a-f]+,)? 0x([0-9a-f]+)\\)");

    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");
    private static final Pattern RESIDENT = Pattern.compile("Rss: +([0-9]+) kB");

    /** The memory now. */
    static ProcessMemory now() throws IOException {
        Matcher range = HEAP.matcher(heapSummary());
        if (!range.find()) {
            throw new IOException("This virtual machine does not tell where its heap lies.");
        }
        BigInteger from = new BigInteger(range.group(1), 16);
        BigInteger end = new BigInteger(range.group(2), 16);
        long resident = 0;
        long heap = 0;
        boolean inHeap = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                BigInteger start = new BigInteger(mapping.group(1), 16);
                inHeap = start.compareTo(from) >= 0 && start.compareTo(end) < 0;
                continue;
            }
            Matcher size = RESIDENT.matcher(line);
            if (size.matches()) {
                long bytes = Long.parseLong(size.group(1)) * KIB;
                resident += bytes;
                heap += inHeap ? bytes : 0;
            }
        }
        return new ProcessMemory(resident, heap, mostResident());
    }

    private static long mostResident() throws IOException {
        return status("VmHWM:");
    }

    /** Bytes that are resident now and belong to no file. */
    static long anonymous() throws IOException {
        return status("RssAnon:");
    }

    private static long status(String line) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(found -> found.startsWith(line))
                .mapToLong(found -> Long.parseLong(found.replaceAll("[^0-9]", "")) * KIB)
                .findFirst()
                .orElseThrow();
    }

    /** Bytes outside the heap. */
    long outside() {
        return resident - heap;
    }

    /** Bytes of objects on the heap, alive or not yet collected. */
    static long usedHeap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static String heapSummary() throws IOException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            return (String) beans.invoke(commands, "gcHeapInfo", new Object[0], new String[0]);
        } catch (JMException e) {
            throw new IOException("This virtual machine does not describe its heap.", e);
        }
    }
}
