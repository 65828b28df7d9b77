package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a network's weights come from: named tensors that are read one at a time. */
public interface TensorSource {

    /** The files' names, for messages. */
    String description();

    /** All names, without what the files put in front of them. */
    Set<String> names();

    /** The shape of one tensor. */
    long[] shape(String name) throws IOException;

    /** Reads one tensor, row-major, into a buffer with exactly enough room. */
    void read(String name, FloatBuffer target) throws IOException;

    /**
     * The tensors of some files whose names begin with a prefix.
     *
     * @param prefix is cut off the names; tensors without it are not part of the source
     * @throws WeightsException if two files hold a tensor of the same name
     */
    static TensorSource of(String prefix, List<? extends TensorFile> files)
            throws WeightsException {
        Map<String, TensorFile> owners = new LinkedHashMap<>();
        for (TensorFile file : files) {
            for (String name : file.names()) {
                if (name.startsWith(prefix)
                        && owners.put(name.substring(prefix.length()), file) != null) {
                    throw new WeightsException(
                            "Tensor '" + name + "' stands in two files: remove one of them.");
                }
            }
        }
        return new TensorSource() {
            @Override
            public String description() {
                List<String> paths =
                        files.stream().map(file -> file.path().getFileName().toString()).toList();
                return String.join(", ", paths);
            }

            @Override
            public Set<String> names() {
                return owners.keySet();
            }

            @Override
            public long[] shape(String name) throws IOException {
                return owners.get(name).info(prefix + name).shape();
            }

            @Override
            public void read(String name, FloatBuffer target) throws IOException {
                owners.get(name).readFloats(prefix + name, 0, target);
            }
        };
    }
}
