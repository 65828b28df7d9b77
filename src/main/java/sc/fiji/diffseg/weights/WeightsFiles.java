package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Files of weights in any of the formats that are read here. */
public final class WeightsFiles {

    private static final String SAFETENSORS = ".safetensors";
    private static final List<String> ENDINGS =
            List.of(SAFETENSORS, ".ckpt", ".pth", ".pt", ".bin");

    /** A folder with a sub-folder per network, as diffusers writes it. */
    private static final int DEPTH = 2;

    private WeightsFiles() {}

    /**
     * Opens a safetensors file or a PyTorch checkpoint, told apart by their content.
     *
     * @throws WeightsException in one sentence, if the file is missing, damaged or hostile, or
     *     neither of them
     */
    public static TensorFile open(Path file) throws IOException {
        boolean safetensors = endsWith(file, SAFETENSORS) || beginsAsSafetensors(file);
        return safetensors && !CheckpointFile.isCheckpoint(file)
                ? SafetensorsFile.open(file)
                : CheckpointFile.open(file);
    }

    /** Whether a file begins with a length and a JSON object, as only safetensors files do. */
    private static boolean beginsAsSafetensors(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) <= Long.BYTES) {
            return false;
        }
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + 1).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Chunks.read(file, channel, start, 0);
        }
        long length = start.getLong(0);
        return length > 0 && length < Files.size(file) && start.get(Long.BYTES) == '{';
    }

    /**
     * The files of weights in a folder and its sub-folders, by the endings of their names, sorted;
     * hidden files are passed over.
     */
    public static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> ENDINGS.stream().anyMatch(ending -> endsWith(file, ending)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean endsWith(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }
}
