package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import sc.fiji.diffseg.engine.ScriptOps;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.weights.TensorSource;
import sc.fiji.diffseg.weights.WeightsException;

/**
 * The parameters of a network under their published names, in the network's order.
 *
 * <p>Names are found by walking the tree of layers; here, and nowhere else, the ordinals are taken
 * off that DJL puts before the names of children.
 */
public final class StateDict {

    private final Map<String, Parameter> parameters;
    private final Map<String, Layer> owners;

    private StateDict(Map<String, Parameter> parameters, Map<String, Layer> owners) {
        this.parameters = parameters;
        this.owners = owners;
    }

    /** The parameters of a layer and all below it. */
    public static StateDict of(Layer root) {
        StateDict dict = new StateDict(new LinkedHashMap<>(), new LinkedHashMap<>());
        dict.collect("", root);
        return dict;
    }

    /** No parameters at all. */
    public static StateDict empty() {
        return new StateDict(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private void collect(String prefix, Layer layer) {
        for (Parameter parameter : layer.declared()) {
            parameters.put(prefix + parameter.getName(), parameter);
            owners.put(prefix + parameter.getName(), layer);
        }
        int ordinal = 0;
        for (Pair<String, Block> child : layer.getChildren()) {
            int digits = String.format("%02d", ++ordinal).length();
            String name = child.getKey().substring(digits);
            // A nameless child is a group of parameters of its parent.
            collect(prefix + (name.isEmpty() ? "" : name + "."), (Layer) child.getValue());
        }
    }

    /** These parameters with a prefix before every name. */
    public StateDict prefixed(String prefix) {
        StateDict dict = new StateDict(new LinkedHashMap<>(), new LinkedHashMap<>());
        parameters.forEach((name, parameter) -> dict.parameters.put(prefix + name, parameter));
        owners.forEach((name, owner) -> dict.owners.put(prefix + name, owner));
        return dict;
    }

    /** These parameters followed by others, whose names must differ. */
    public StateDict and(StateDict more) {
        StateDict dict = prefixed("");
        dict.parameters.putAll(more.parameters);
        dict.owners.putAll(more.owners);
        if (dict.parameters.size() != parameters.size() + more.parameters.size()) {
            throw new IllegalArgumentException("Two networks share parameter names.");
        }
        return dict;
    }

    /** All names, in order. */
    public List<String> names() {
        return List.copyOf(parameters.keySet());
    }

    /** The shape of a parameter. */
    public long[] shape(String name) {
        return parameters.get(name).getShape().getShape();
    }

    /** The array of a parameter. */
    public NDArray array(String name) {
        return parameters.get(name).getArray();
    }

    /** All arrays, in the order of the names. */
    public List<NDArray> arrays() {
        List<NDArray> arrays = new ArrayList<>();
        parameters.values().forEach(parameter -> arrays.add(parameter.getArray()));
        return arrays;
    }

    /** Number of values in all parameters. */
    public long count() {
        return parameters.values().stream().mapToLong(p -> p.getShape().size()).sum();
    }

    /**
     * Gives every parameter its values.
     *
     * @param manager owns the arrays
     * @throws WeightsException naming every tensor that is missing, of another shape, or left over
     */
    public void load(TensorSource source, NDManager manager) throws IOException {
        check(source);
        for (String name : parameters.keySet()) {
            set(name, manager, buffer -> source.read(name, buffer));
        }
    }

    /**
     * Gives every parameter other values, owned by the manager of those it has.
     *
     * @throws WeightsException as {@link #load}
     */
    public void reload(TensorSource source) throws IOException {
        load(source, arrays().get(0).getManager());
    }

    private void check(TensorSource source) throws IOException {
        List<String> faults = faults(source);
        if (!faults.isEmpty()) {
            throw new WeightsException(
                    "The weights in "
                            + source.description()
                            + " do not fit the network ("
                            + String.join("; ", faults)
                            + "): use weights of this network and size.");
        }
    }

    /**
     * Why weights are not those of this network: all that is missing, of another shape, or left
     * over.
     *
     * @return clauses that begin with the tensor's name; empty if the weights fit
     */
    public List<String> faults(TensorSource source) throws IOException {
        List<String> faults = new ArrayList<>();
        for (String name : parameters.keySet()) {
            if (!source.names().contains(name)) {
                faults.add(name + " is missing");
            } else if (!Arrays.equals(shape(name), source.shape(name))) {
                faults.add(
                        name
                                + " has shape "
                                + Arrays.toString(source.shape(name))
                                + " instead of "
                                + Arrays.toString(shape(name)));
            }
        }
        for (String name : new TreeSet<>(source.names())) {
            if (!parameters.containsKey(name)) {
                faults.add(name + " belongs to no layer");
            }
        }
        return faults;
    }

    /**
     * Gives every parameter values to begin training with: weights uniform within one over the root
     * of their inputs, norms one, biases zero, and zero where a layer begins as nothing.
     *
     * @param manager owns the arrays
     */
    public void initialize(NDManager manager, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (String name : parameters.keySet()) {
            long[] shape = shape(name);
            Parameter parameter = parameters.get(name);
            boolean zero = owners.get(name).startsAtZero(parameter.getName());
            long inputs = parameter.getShape().size() / shape[0];
            double bound = 1 / Math.sqrt(inputs);
            Values values;
            if (shape.length > 1 && !zero) {
                values = constant(() -> (float) ((2 * random.nextDouble() - 1) * bound));
            } else if (name.endsWith("weight") && !zero) {
                values = constant(() -> 1f);
            } else {
                values = constant(() -> 0f);
            }
            try {
                set(name, manager, values);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Values constant(Supplier<Float> supplier) {
        return buffer -> {
            while (buffer.hasRemaining()) {
                buffer.put(supplier.get());
            }
        };
    }

    /** Writes a parameter's values. */
    @FunctionalInterface
    public interface Values {
        /** Fills the buffer, row-major. */
        void writeTo(FloatBuffer buffer) throws IOException;
    }

    /** Gives one parameter its values, in place of any it had. */
    public void set(String name, NDManager manager, Values values) throws IOException {
        Parameter parameter = parameters.get(name);
        try {
            NDArray array =
                    Tensors.filled(
                            manager,
                            buffer -> {
                                try {
                                    values.writeTo(buffer);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            },
                            shape(name));
            parameter.close();
            parameter.setShape(null);
            parameter.setArray(array);
            ScriptOps.nameParameter(array);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Lets autograd record what happens to these parameters, or not. */
    public void setTrainable(boolean trainable) {
        arrays().forEach(array -> array.setRequiresGradient(trainable));
    }

    /** The parameters by name, for whoever writes them down. */
    public Map<String, NDArray> byName() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
        return Collections.unmodifiableMap(arrays);
    }
}
