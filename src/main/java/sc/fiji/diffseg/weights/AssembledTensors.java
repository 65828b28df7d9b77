package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tensors of other sources under new names, some of them in another shape of as many elements. The
 * numbers stay where they are until they are read.
 */
public final class AssembledTensors implements TensorSource {

    private record Origin(TensorSource source, String name, long[] shape) {}

    private final Map<String, Origin> origins = new LinkedHashMap<>();

    /**
     * Adds a tensor in its own shape.
     *
     * @param name new name, not yet taken
     * @param origin its name in the source
     */
    public void add(String name, TensorSource source, String origin) throws IOException {
        add(name, source, origin, source.shape(origin));
    }

    /**
     * Adds a tensor in another shape.
     *
     * @param shape of as many elements
     * @throws IllegalArgumentException if the name is taken
     */
    public void add(String name, TensorSource source, String origin, long... shape) {
        if (origins.putIfAbsent(name, new Origin(source, origin, shape)) != null) {
            throw new IllegalArgumentException("Two tensors are called " + name + ".");
        }
    }

    /** Adds all tensors of a source, with a prefix before their names. */
    public void addAll(String prefix, TensorSource source) throws IOException {
        for (String name : source.names()) {
            add(prefix + name, source, name);
        }
    }

    @Override
    public String description() {
        return origins.values().stream()
                .map(origin -> origin.source.description())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(origins.keySet());
    }

    @Override
    public long[] shape(String name) {
        return origins.get(name).shape.clone();
    }

    @Override
    public void read(String name, FloatBuffer target) throws IOException {
        Origin origin = origins.get(name);
        origin.source.read(origin.name, target);
    }
}
