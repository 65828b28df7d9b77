package sc.fiji.diffseg.engine;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript class whose text is this project's own, packed and loaded in memory.
 *
 * <p>A TorchScript archive is a zip of stored entries: the source, a pickle of an object without
 * state, and an empty tuple of constants. Text from anywhere else is a program and must never come
 * here, hence the package-private constructor.
 */
final class ScriptModule {

    private final Model model;
    private final Block block;
    private final ParameterStore noParameters = new ParameterStore();
    private final NDManager names;
    private final Map<String, NDArray> methods = new ConcurrentHashMap<>();

    /**
     * Compiles a script.
     *
     * @param className name of the one class in the source
     * @param source TorchScript text of that class
     */
    ScriptModule(Engine engine, NDManager manager, String className, String source) {
        // The model owns the native module: while it is reachable, so is the block.
        model = engine.newModel(className, manager.getDevice());
        names = manager.newSubManager();
        try {
            model.load(new ByteArrayInputStream(pack(className, source)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedModelException e) {
            throw new IllegalStateException("PyTorch does not accept the operators' script.", e);
        }
        block = model.getBlock();
    }

    /**
     * Runs one method.
     *
     * @param method name of the method in the source
     * @param recorded whether autograd may record the operation
     * @param arguments tensors in the order of the method's parameters; those that belong to one
     *     list share a name that ends in {@code []}; the first one's manager owns the result
     * @throws java.util.concurrent.CancellationException if the process is ending
     */
    NDArray run(String method, boolean recorded, NDList arguments) {
        arguments.add(methods.computeIfAbsent(method, this::methodName));
        // Told that it is not training, DJL makes tensors that autograd refuses later, which breaks
        // every trained layer behind a frozen one: so it is always told that it is.
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(before && recorded);
        try {
            return ProcessEnd.current()
                    .compute(() -> block.forward(noParameters, arguments, true).head());
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    private NDArray methodName(String method) {
        NDArray name = names.create(0f);
        name.setName("module_method:" + method);
        return name;
    }

    void close() {
        names.close();
        model.close();
    }

    private static byte[] pack(String className, String source) throws IOException {
        byte[] object =
                ("\u0080\u0002c__torch__\n"
                                + className
                                + "\n)\u0081}(X\u0008\0\0\0training\u0088ub.")
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] emptyTuple = "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, className + "/data.pkl", object);
            store(zip, className + "/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            store(zip, className + "/constants.pkl", emptyTuple);
            store(zip, className + "/version", "3\n".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(data);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }
}
