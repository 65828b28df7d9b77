package sc.fiji.diffseg.model;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Collects the fields of a {@link ModelDescription}. What is not set is empty; see there for the
 * meaning of the fields and for what is required.
 */
public final class ModelDescriptionBuilder {

    private String name;
    private final String family;
    private String description = "";
    private List<Author> authors = List.of();
    private List<Citation> cite = List.of();
    private String license = "";
    private List<String> tags = List.of();
    private String timestamp = "";
    private String version = "";
    private ModelInput input;
    private List<FileEntry> weights = List.of();
    private Parent parent;
    private List<FileEntry> testInputs = List.of();
    private List<FileEntry> testOutputs = List.of();
    private boolean base;
    private JsonObject network = new JsonObject();
    private JsonObject sampling = new JsonObject();
    private Preprocessing preprocessing;
    private JsonObject training = new JsonObject();
    private JsonObject config = new JsonObject();

    ModelDescriptionBuilder(String name, String family) {
        this.name = name;
        this.family = family;
    }

    ModelDescriptionBuilder(ModelDescription from) {
        this(from.name(), from.family());
        description = from.description();
        authors = from.authors();
        cite = from.cite();
        license = from.license();
        tags = from.tags();
        timestamp = from.timestamp();
        version = from.version();
        input = from.input();
        weights = from.weights();
        parent = from.parent().orElse(null);
        testInputs = from.testInputs();
        testOutputs = from.testOutputs();
        base = from.base();
        network = from.network();
        sampling = from.sampling();
        preprocessing = from.preprocessing();
        training = from.training();
        config = from.config();
    }

    /** What users call the model. */
    public ModelDescriptionBuilder name(String value) {
        name = value;
        return this;
    }

    /** What the model is for, in a few sentences. */
    public ModelDescriptionBuilder description(String value) {
        description = value;
        return this;
    }

    /** Who made it. */
    public ModelDescriptionBuilder authors(List<Author> value) {
        authors = value;
        return this;
    }

    /** What to cite. */
    public ModelDescriptionBuilder cite(List<Citation> value) {
        cite = value;
        return this;
    }

    /** SPDX identifier of the licence of the weights. */
    public ModelDescriptionBuilder license(String value) {
        license = value;
        return this;
    }

    /** Key words. */
    public ModelDescriptionBuilder tags(List<String> value) {
        tags = value;
        return this;
    }

    /** When it was made, ISO 8601. */
    public ModelDescriptionBuilder timestamp(String value) {
        timestamp = value;
        return this;
    }

    /** Version of the model itself. */
    public ModelDescriptionBuilder version(String value) {
        version = value;
        return this;
    }

    /** The image that the network takes; required. */
    public ModelDescriptionBuilder input(ModelInput value) {
        input = value;
        return this;
    }

    /** The files with the weights; required. */
    public ModelDescriptionBuilder weights(List<FileEntry> value) {
        weights = value;
        return this;
    }

    /** The model it was trained from. */
    public ModelDescriptionBuilder parent(Parent value) {
        parent = value;
        return this;
    }

    /** Files with the input tensors of the self-test. */
    public ModelDescriptionBuilder testInputs(List<FileEntry> value) {
        testInputs = value;
        return this;
    }

    /** Files with the expected output tensors. */
    public ModelDescriptionBuilder testOutputs(List<FileEntry> value) {
        testOutputs = value;
        return this;
    }

    /** Whether this is only a base to train from. */
    public ModelDescriptionBuilder base(boolean value) {
        base = value;
        return this;
    }

    /** Sizes of the networks, as the family defines them. */
    public ModelDescriptionBuilder network(JsonObject value) {
        network = value;
        return this;
    }

    /** Sampling defaults, as the family defines them. */
    public ModelDescriptionBuilder sampling(JsonObject value) {
        sampling = value;
        return this;
    }

    /** How an image becomes the input; required. */
    public ModelDescriptionBuilder preprocessing(Preprocessing value) {
        preprocessing = value;
        return this;
    }

    /** How it was trained and how it scored. */
    public ModelDescriptionBuilder training(JsonObject value) {
        training = value;
        return this;
    }

    /** Anything else. */
    public ModelDescriptionBuilder config(JsonObject value) {
        config = value;
        return this;
    }

    /**
     * The finished description, in the current version of the format.
     *
     * @throws IllegalArgumentException if a required field is missing or a field is invalid
     */
    public ModelDescription build() {
        return new ModelDescription(
                ModelDescription.FORMAT_VERSION,
                name,
                description,
                authors,
                cite,
                license,
                tags,
                timestamp,
                version,
                input,
                weights,
                Optional.ofNullable(parent),
                testInputs,
                testOutputs,
                family,
                base,
                network,
                sampling,
                preprocessing,
                training,
                config);
    }
}
