package sc.fiji.diffseg.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What some work takes. On a busy machine the processor's time compares better than the clock's.
 *
 * @param wall seconds on the clock
 * @param processor seconds of all threads on the processor
 */
record Time(double wall, double processor) {

    private static final double NANOS = 1e-9;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Does some work. */
    static Time of(Runnable work) {
        long wall = System.nanoTime();
        long processor = PROCESS.getProcessCpuTime();
        work.run();
        return new Time(
                (System.nanoTime() - wall) * NANOS,
                (PROCESS.getProcessCpuTime() - processor) * NANOS);
    }

    Time plus(Time other) {
        return new Time(wall + other.wall, processor + other.processor);
    }
}
