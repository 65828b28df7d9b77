package sc.fiji.diffseg.engine;

import java.util.function.Supplier;

/** DJL finds its parts by the context class loader, which in Fiji may be another's. */
final class DjlLoader {

    private DjlLoader() {}

    /** Calls with the class loader that knows DJL. */
    static <T> T call(Supplier<T> what) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(DjlLoader.class.getClassLoader());
            return what.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
