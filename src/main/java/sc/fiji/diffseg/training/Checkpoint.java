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
    private static final String IMAGES_AT_ONCE = "images_at_once";

    private Checkpoint() {}

    /** What has ended where a checkpoint was written. */
    enum After {
        /** A step. */
        STEP,
        /** A step whose validation is still to be made. */
        UNVALIDATED_STEP,
        /** A stage, at its last step or before. */
        STAGE,
        /** The training, because the user wanted it to finish. */
        TRAINING;

        boolean endsStage() {
            return this == STAGE || this == TRAINING;
        }
    }

    /**
     * Where a training is.
     *
     * @param stage index of the stage
     * @param step number of the last step made in it, 0 before the first
     */
    record Place(int stage, long step, After after) {

        /** Before everything. */
        static final Place START = new Place(0, 0, After.STEP);

        /** Another step of the same stage. */
        Place at(long newStep, After newAfter) {
            return new Place(stage, newStep, newAfter);
        }

        JsonObject toJson() {
            JsonObject json = new JsonObject();
            json.addProperty("stage", stage);
            json.addProperty("step", step);
            json.addProperty("after", after.name());
            return json;
        }

        static Place of(JsonObject json) {
            // Checkpoints of earlier versions do not say what has ended: a step.
            After after =
                    json.has("after") ? After.valueOf(json.get("after").getAsString()) : After.STEP;
            return new Place(json.get("stage").getAsInt(), json.get("step").getAsLong(), after);
        }
    }

    static void write(Path file, StateDict parameters, Learner learner, JsonObject state)
            throws IOException {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        parameters.byName().forEach((name, array) -> arrays.put(PARAMETERS + name, array));
        learner.state().forEach((name, array) -> arrays.put(LEARNER + name, array));
        state.addProperty(IMAGES_AT_ONCE, learner.imagesAtOnce());
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

    /** Gives a learner its moments and averages back, and how many images fit at once. */
    static void restore(SafetensorsFile file, Learner learner) throws IOException {
        Map<String, FloatBuffer> state = new LinkedHashMap<>();
        for (String name : learner.state().keySet()) {
            state.put(name, file.readFloats(LEARNER + name));
        }
        learner.restore(state);
        JsonObject training = state(file);
        if (training.has(IMAGES_AT_ONCE)) {
            learner.setImagesAtOnce(training.get(IMAGES_AT_ONCE).getAsInt());
        }
    }
}
