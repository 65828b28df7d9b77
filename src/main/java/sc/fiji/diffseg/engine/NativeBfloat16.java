package sc.fiji.diffseg.engine;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a device multiplies bfloat16 numbers in hardware; where not, float32 is faster. */
final class NativeBfloat16 {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Set<String> CPU_FLAGS = Set.of("avx512_bf16", "amx_bf16", "bf16");

    /** Ampere. */
    private static final int CUDA_CAPABILITY = 80;

    private NativeBfloat16() {}

    static boolean on(Device device) {
        if (device.isGpu()) {
            return Integer.parseInt(CudaUtils.getComputeCapability(device.getDeviceId()))
                    >= CUDA_CAPABILITY;
        }
        return device.getDeviceType().equals(Device.Type.CPU) && onCpu();
    }

    private static boolean onCpu() {
        // Other systems do not tell without running a program: there the user may choose it.
        if (!Files.isReadable(CPU_INFO)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            List<String> flags =
                    lines.filter(line -> line.matches("(?i)(flags|features)\\s*:.*"))
                            .findFirst()
                            .map(line -> List.of(line.split("\\s+")))
                            .orElse(List.of());
            return flags.stream().anyMatch(CPU_FLAGS::contains);
        } catch (IOException e) {
            return false;
        }
    }
}
