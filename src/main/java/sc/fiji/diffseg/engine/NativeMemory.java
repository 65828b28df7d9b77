package sc.fiji.diffseg.engine;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C library's memory that PyTorch computes in.
 *
 * <p>By default, glibc hands every large block back to the system as soon as it is free and asks
 * for it again at the next operation; the system then clears each page anew, which takes a fifth of
 * a network's time. Keeping freed blocks avoids that; {@link #release} hands them back when a model
 * is closed. Other C libraries are left as they are.
 */
final class NativeMemory {

    private static final Logger LOG = LoggerFactory.getLogger(NativeMemory.class);

    /** Parameters of {@code mallopt}, from glibc's {@code malloc.h}. */
    private static final int TRIM_THRESHOLD = -1;

    private static final int MOST_MAPPED_BLOCKS = -4;

    private NativeMemory() {}

    /** Lets freed memory stay with the process. */
    static void keepFreed() {
        if (Platform.isLinux()) {
            call("mallopt", MOST_MAPPED_BLOCKS, 0);
            call("mallopt", TRIM_THRESHOLD, Integer.MAX_VALUE);
        }
    }

    /** Hands freed memory back to the system. */
    static void release() {
        if (Platform.isLinux()) {
            call("malloc_trim", 0);
        }
    }

    private static void call(String name, Object... arguments) {
        try {
            Function function = NativeLibrary.getInstance("c").getFunction(name);
            function.invokeInt(arguments);
        } catch (UnsatisfiedLinkError e) {
            // Another C library: everything works, only not as fast.
            LOG.debug("This C library has no {}.", name, e);
        }
    }
}
