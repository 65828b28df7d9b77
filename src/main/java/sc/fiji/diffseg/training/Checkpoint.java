package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDArray;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.SafetensorsFile;
import sc.fiji.diffseg.weights.SafetensorsWriter;
import sc.fiji.diffseg.weights.TensorSource;
import sc.fiji.diffseg.weights.TensorSpec;
import sc.fiji.diffseg.weights.WeightsException;

/**
 * Everything an interrupted training needs to go on exactly: parameters, moments and averages, and
 * where it was. One safetensors file, replaced as a whole or not at all.
 */
final class Checkpoint {

    private static final String STATE = "training";
    private static final String PARAMETERS = "parameter.";
    private static final String LEARNER = "learner.";

    private Checkpoint() {}

    static void write(Path file, StateDict parameters, Learner learner, JsonObject state)
            throws IOException {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        parameters.byName().forEach((name, array) -> arrays.put(PARAMETERS + name, array));
        learner.state().forEach((name, array) -> arrays.put(LEARNER + name, array));
        writeArrays(file, arrays, ElementType.F32, Map.of(STATE, state.toString()));
    }

    /** Writes arrays one after another. */
    static void writeArrays(
            Path file, Map<String, NDArray> arrays, ElementType type, Map<String, String> metadata)
            throws IOException {
        List<TensorSpec> specs = new ArrayList<>();
        arrays.forEach(
                (name, array) ->
                        specs.add(new TensorSpec(name, type, array.getShape().getShape())));
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, specs, metadata)) {
            for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
                writer.write(entry.getKey(), Tensors.toFloats(entry.getValue()));
            }
        }
    }

    /** Where the training was. */
    static JsonObject state(SafetensorsFile file) throws IOException {
        String state = file.metadata().get(STATE);
        if (state == null) {
            throw new WeightsException(
                    file.path() + " is no checkpoint of a training: choose the folder of one.");
        }
        return new Gson().fromJson(state, JsonObject.class);
    }

    static TensorSource parameters(SafetensorsFile file) throws IOException {
        return TensorSource.of(PARAMETERS, List.of(file));
    }

    /** Gives a learner its moments and averages back. */
    static void restore(SafetensorsFile file, Learner learner) throws IOException {
        Map<String, FloatBuffer> state = new LinkedHashMap<>();
        for (String name : learner.state().keySet()) {
            state.put(name, file.readFloats(LEARNER + name));
        }
        learner.restore(state);
    }
}
