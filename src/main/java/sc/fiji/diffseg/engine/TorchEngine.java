package sc.fiji.diffseg.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import sc.fiji.diffseg.Precision;

/**
 * PyTorch on one device: the only place that starts it.
 *
 * <p>PyTorch is started once per process, offline and without telemetry: nothing is downloaded and
 * nobody is told. Its native libraries come from the folder that the environment variable or system
 * property {@code PYTORCH_LIBRARY_PATH} names, from the class path, or from where {@link
 * EngineInstaller} has put them; libraries that crashed Java while they were loaded are not loaded
 * again. One instance exists per device name and lives as long as the process.
 */
public final class TorchEngine {

    /** Device name that stands for a CUDA device where there is one, otherwise the CPU. */
    public static final String AUTO = "auto";

    /** How PyTorch says so: of CUDA and Metal, of the CPU on either system, of CUDA's libraries. */
    private static final Pattern OUT_OF_MEMORY =
            Pattern.compile(
                    "out of memory|can't allocate memory|not enough memory|_STATUS_ALLOC_FAILED");

    private static final Map<Device, TorchEngine> ENGINES = new HashMap<>();

    /** Null until PyTorch has started. */
    private static Engine pytorch;

    private final Engine engine;
    private final NDManager manager;
    private final Map<Precision, ScriptOps> operators = new EnumMap<>(Precision.class);

    private TorchEngine(Engine engine, Device device) {
        this.engine = engine;
        manager = engine.newBaseManager(device);
    }

    /**
     * Starts PyTorch if it is not running yet.
     *
     * @param device {@code auto}, {@code cpu}, {@code gpu}, {@code gpu1} and so on, or {@code mps}
     * @throws EngineUnavailableException in one sentence, if there is no such device or PyTorch
     *     cannot be loaded
     */
    public static synchronized TorchEngine start(String device) {
        Engine engine = load();
        return ENGINES.computeIfAbsent(find(device, engine), d -> new TorchEngine(engine, d));
    }

    /**
     * Sets the number of threads PyTorch computes with on the CPU; 0 leaves PyTorch's own choice.
     *
     * @throws IllegalStateException if PyTorch is already running with another number
     */
    public static synchronized void setThreads(int threads) {
        String wanted = threads > 0 ? Integer.toString(threads) : null;
        String present = System.getProperty("ai.djl.pytorch.num_threads");
        if (pytorch != null && wanted != null && !wanted.equals(present)) {
            throw new IllegalStateException(
                    "PyTorch is already running: restart Fiji to change its number of threads.");
        }
        if (wanted != null) {
            System.setProperty("ai.djl.pytorch.num_threads", wanted);
        }
    }

    /** Whether PyTorch has started in this process. */
    public static synchronized boolean isRunning() {
        return pytorch != null;
    }

    private static Engine load() {
        if (pytorch != null) {
            return pytorch;
        }
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        // The optimiser specialises on shapes: as fast without it, and no warm-up for each new
        // size.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        try {
            pytorch = DjlLoader.call(TorchEngine::loadNatives);
            NativeMemory.keepFreed();
            return pytorch;
        } catch (EngineException | IllegalArgumentException | LinkageError e) {
            throw new EngineUnavailableException(
                    "PyTorch could not be started ("
                            + Reason.of(e)
                            + "): restart Fiji, and if that does not help, install its native"
                            + " libraries anew with Plugins > Diffusion Segmentation > Diffusion"
                            + " Engine.",
                    e);
        }
    }

    private static Engine loadNatives() {
        Natives natives = Natives.find();
        natives.tell();
        if (natives.folder().isEmpty()) {
            return Engine.getEngine("PyTorch");
        }
        LoadMark mark = new LoadMark(NativesFolders.standard());
        return mark.guard(natives.folder().get(), TorchEngine::firstProduct);
    }

    /** Libraries that do not suit the processor may load, and crash when they first compute. */
    private static Engine firstProduct() {
        Engine engine = Engine.getEngine("PyTorch");
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            NDArray ones = manager.ones(new Shape(8, 8));
            ones.matMul(ones).sum().getFloat();
        }
        return engine;
    }

    private static Device find(String name, Engine engine) {
        String wanted = name == null ? AUTO : name.trim().toLowerCase(Locale.ROOT);
        int gpus = engine.getGpuCount();
        if (wanted.isEmpty() || wanted.equals(AUTO)) {
            return gpus > 0 ? Device.gpu() : Device.cpu();
        }
        if (wanted.equals("cpu")) {
            return Device.cpu();
        }
        if (wanted.equals("mps") && isMac()) {
            return Device.of("mps", -1);
        }
        if (wanted.matches("gpu[0-9]{0,2}")) {
            int index = wanted.length() == 3 ? 0 : Integer.parseInt(wanted.substring(3));
            if (index < gpus) {
                return Device.gpu(index);
            }
        }
        throw new EngineUnavailableException(
                "There is no device '"
                        + name
                        + "' here (PyTorch sees "
                        + gpus
                        + " CUDA devices): choose auto, cpu, or one that exists.");
    }

    private static boolean isMac() {
        return System.getProperty("os.name").startsWith("Mac");
    }

    /** A manager of tensors on this device; whoever asks for it closes it. */
    public NDManager newManager() {
        return manager.newSubManager();
    }

    /**
     * The operators in a precision.
     *
     * @param precision {@code AUTO} is resolved by {@link #resolve}
     */
    public synchronized ScriptOps operators(Precision precision) {
        return operators.computeIfAbsent(
                resolve(precision), p -> new ScriptOps(engine, manager, p));
    }

    /** The precision {@code AUTO} stands for on this device; any other precision is itself. */
    public Precision resolve(Precision precision) {
        if (precision != Precision.AUTO) {
            return precision;
        }
        return NativeBfloat16.on(manager.getDevice()) ? Precision.BFLOAT16 : Precision.FLOAT32;
    }

    /**
     * Begins to record operations for gradients on this thread.
     *
     * @throws IllegalStateException if another training is recording in this process
     * @throws java.util.concurrent.CancellationException when gradients are computed while the
     *     process is ending
     */
    public GradientCollector newGradientCollector() {
        return new GuardedGradients(engine.newGradientCollector());
    }

    /** Reseeds what PyTorch draws by itself (dropout). */
    public void seed(long seed) {
        engine.setRandomSeed((int) (seed ^ seed >>> 32));
    }

    /** The engine of the device that a tensor lies on. */
    public static TorchEngine of(NDArray tensor) {
        return start(nameOf(tensor.getDevice()));
    }

    /** Name of the device, for the user: {@code cpu}, {@code gpu0}, {@code mps}. */
    public String deviceName() {
        return nameOf(manager.getDevice());
    }

    private static String nameOf(Device device) {
        return device.isGpu() ? "gpu" + device.getDeviceId() : device.getDeviceType();
    }

    /** Number of threads set by {@link #setThreads}; 0 for PyTorch's own choice. */
    public int threads() {
        return threadsSet();
    }

    /** The same, whether PyTorch runs or not. */
    static int threadsSet() {
        return Integer.getInteger("ai.djl.pytorch.num_threads", 0);
    }

    /** Names of the devices that PyTorch computes on. */
    static synchronized List<String> devices() {
        List<String> names = new ArrayList<>(List.of(nameOf(Device.cpu())));
        for (int i = 0; i < pytorch.getGpuCount(); i++) {
            names.add(nameOf(Device.gpu(i)));
        }
        if (isMac()) {
            names.add("mps");
        }
        return names;
    }

    /** Whether the device computes in the process's own memory. */
    public boolean isCpu() {
        return manager.getDevice().getDeviceType().equals(Device.Type.CPU);
    }

    /**
     * Whether a failure says that the device has no memory left for a tensor, so that less at once
     * may work.
     */
    public static boolean isOutOfMemory(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof EngineException && e.getMessage() != null) {
                String message = e.getMessage();
                if (OUT_OF_MEMORY.matcher(message).find()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Hands memory of closed tensors back to the system or the graphics card, where it would be
     * kept for the next.
     */
    public void releaseMemory() {
        if (manager.getDevice().isGpu()) {
            JniUtils.emptyCudaCache();
        }
        NativeMemory.release();
    }

    /** Number of tensors that nobody has closed yet, on any thread; for finding leaks. */
    public int liveArrays() {
        return manager.getManagedArrays().size();
    }

    /** PyTorch's version. */
    public String version() {
        return engine.getVersion();
    }
}
