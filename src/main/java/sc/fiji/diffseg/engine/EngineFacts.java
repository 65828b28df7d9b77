package sc.fiji.diffseg.engine;

import ai.djl.engine.Engine;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import sc.fiji.diffseg.FijiFolder;

/**
 * What there is to know about PyTorch on this computer, for the user and for whoever helps. It is
 * found out without starting PyTorch and without the network.
 */
public final class EngineFacts {

    private static final double GIBIBYTE = 1L << 30;

    private final Map<String, String> facts = new LinkedHashMap<>();

    private EngineFacts() {}

    /**
     * The facts of this moment.
     *
     * @param software this software's version
     */
    public static EngineFacts now(String software) {
        EngineFacts facts = new EngineFacts();
        facts.add("Diffusion Segmentation", software);
        DjlLoader.call(
                () -> {
                    facts.addPyTorch();
                    return facts;
                });
        facts.addDevices();
        facts.addComputer();
        return facts;
    }

    private void addPyTorch() {
        try {
            Natives natives = Natives.find();
            add("PyTorch", natives.platform().getVersion() + ", " + state(natives));
            add("Built for", natives.flavor());
            add(
                    "Libraries",
                    natives.folder().map(folder -> folder + ", ").orElse("") + natives.origin());
        } catch (EngineUnavailableException | AssertionError e) {
            add("PyTorch", e.getMessage());
        }
        add("DJL", Engine.getDjlVersion());
    }

    private static String state(Natives natives) {
        LoadMark mark = new LoadMark(NativesFolders.standard());
        if (TorchEngine.isRunning()) {
            return "running";
        }
        boolean crashed = natives.folder().filter(mark::hasCrashed).isPresent();
        return crashed ? "crashed Java when it was last loaded" : "not started yet";
    }

    private void addDevices() {
        boolean running = TorchEngine.isRunning();
        add("Devices", running ? String.join(", ", TorchEngine.devices()) : "told once it runs");
        NvidiaCards cards = NvidiaCards.ask();
        add("NVIDIA cards", cards.names().isEmpty() ? "none" : String.join("; ", cards.names()));
        cards.driver().ifPresent(driver -> add("NVIDIA driver", driver));
        add(
                "Threads",
                "%s, on %d processors"
                        .formatted(
                                TorchEngine.threadsSet() > 0
                                        ? TorchEngine.threadsSet()
                                        : "PyTorch's own choice",
                                Runtime.getRuntime().availableProcessors()));
    }

    private void addComputer() {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Runtime java = Runtime.getRuntime();
        add(
                "Memory",
                "%.1f GiB, %.1f GiB of it free"
                        .formatted(
                                system.getTotalMemorySize() / GIBIBYTE,
                                system.getFreeMemorySize() / GIBIBYTE));
        add(
                "Java's memory",
                "%.1f GiB at most, %.1f GiB of it in use"
                        .formatted(
                                java.maxMemory() / GIBIBYTE,
                                (java.totalMemory() - java.freeMemory()) / GIBIBYTE));
        add("Java", property("java.version") + ", " + property("java.vendor"));
        add(
                "System",
                String.join(" ", property("os.name"), property("os.version"), property("os.arch")));
        add("Fiji", FijiFolder.current().map(Path::toString).orElse("none"));
        add("Proxy", Proxies.onTheWayTo(CpuNatives.CENTRAL).orElse("none"));
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }

    private void add(String name, String value) {
        facts.put(name, value);
    }

    /** One line each, {@code name: value}, which reads well in every font. */
    public String text() {
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + ": " + fact.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
