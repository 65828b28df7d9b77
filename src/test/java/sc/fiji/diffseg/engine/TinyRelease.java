package sc.fiji.diffseg.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import sc.fiji.diffseg.model.Hashes;

/** Something like PyTorch's jar of native libraries, only small: it is read in two pieces. */
final class TinyRelease {

    static final String VERSION = "9.9.9";
    static final String CLASSIFIER = "tiny-x86_64";

    private static final String FOLDER = "pytorch/cpu/" + CLASSIFIER;

    /** The libraries' content, by name. */
    final Map<String, byte[]> libraries = new TreeMap<>();

    final byte[] jar;
    final NativesRelease pins;

    /** Makes it. */
    TinyRelease() throws IOException {
        Random random = new Random(7);
        for (String name : List.of("torch", "torch_cpu", "c10")) {
            byte[] content = new byte[400_000];
            random.nextBytes(content);
            libraries.put(System.mapLibraryName(name), content);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<PinnedFile> pinned = new ArrayList<>();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> library : libraries.entrySet()) {
                zip.putNextEntry(new ZipEntry(FOLDER + "/" + library.getKey()));
                zip.write(library.getValue());
                pinned.add(pin(library.getValue(), library.getKey()));
            }
        }
        jar = bytes.toByteArray();
        String name = "pytorch-native-cpu-" + VERSION + "-" + CLASSIFIER + ".jar";
        pins = new NativesRelease(pin(jar, name), FOLDER, pinned);
    }

    private static PinnedFile pin(byte[] content, String name) {
        return new PinnedFile(Hashes.sha256(content), content.length, name);
    }
}
