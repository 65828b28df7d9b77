package sc.fiji.diffseg.engine;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Starts PyTorch as the first thing a process does, where the context class loader knows nothing.
 */
final class EngineProbe {

    private EngineProbe() {}

    /** Starts twice and tells, one line each, the device or why there is none. */
    public static void main(String[] args) {
        ClassLoader foreign = new URLClassLoader(new URL[0], null);
        Thread.currentThread().setContextClassLoader(foreign);
        for (int i = 0; i < 2; i++) {
            try {
                System.out.println("started " + TorchEngine.start("cpu").deviceName());
            } catch (EngineUnavailableException e) {
                System.out.println("unavailable " + e.getMessage());
            }
        }
        System.out.println(Thread.currentThread().getContextClassLoader() == foreign);
        System.out.println(System.getProperty("ai.djl.offline"));
        System.out.println(System.getProperty("OPT_OUT_TRACKING"));
    }
}
