package sc.fiji.diffseg.model;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model folder says about itself: its {@value #FILE_NAME}.
 *
 * <p>Field names are those of the BioImage.IO model specification where it has them. What only one
 * family of models understands stays JSON, so that a new family needs no change here. Immutable:
 * JSON objects are copied on the way in and out.
 *
 * @param formatVersion version of this format, {@code major.minor}
 * @param name what users call the model
 * @param description what it is for, in a few sentences; may be empty
 * @param authors who made it; may be empty
 * @param cite what to cite; may be empty
 * @param license SPDX identifier of the licence of the weights; may be empty
 * @param tags key words; may be empty
 * @param timestamp when it was made, ISO 8601; may be empty
 * @param version version of the model itself; may be empty
 * @param input the image that the network takes
 * @param weights the files with the weights, at least one
 * @param parent the model it was trained from, if any
 * @param testInputs files with the input tensors of the self-test; may be empty
 * @param testOutputs files with the output tensors expected from them; may be empty
 * @param family name of the family of models, such as {@code leaf}
 * @param base whether this is only a base to train from: it lacks networks that segmenting needs
 * @param network sizes of the networks, as the family defines them
 * @param sampling how masks are drawn unless the user wants otherwise, as the family defines it
 * @param preprocessing how an image becomes the network's input
 * @param training how it was trained and how it scored, for the model card
 * @param config anything else
 */
public record ModelDescription(
        String formatVersion,
        String name,
        String description,
        List<Author> authors,
        List<Citation> cite,
        String license,
        List<String> tags,
        String timestamp,
        String version,
        ModelInput input,
        List<FileEntry> weights,
        Optional<Parent> parent,
        List<FileEntry> testInputs,
        List<FileEntry> testOutputs,
        String family,
        boolean base,
        JsonObject network,
        JsonObject sampling,
        Preprocessing preprocessing,
        JsonObject training,
        JsonObject config) {

    /** Name of the file in a model folder that holds its description. */
    public static final String FILE_NAME = "model.json";

    /** Version of the format that {@link #write} writes. */
    public static final String FORMAT_VERSION = "1.0";

    /**
     * Checks and copies everything.
     *
     * @throws IllegalArgumentException if a field is missing or invalid; the message names it
     */
    public ModelDescription {
        formatVersion = InvalidField.requireLine("format_version", formatVersion);
        if (!formatVersion.matches("1(\\..*)?")) {
            throw new InvalidField(
                    "the field 'format_version' is "
                            + formatVersion
                            + ", but only versions 1.x are understood");
        }
        name = InvalidField.requireLine("name", name);
        family = InvalidField.requireLine("family", family);
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(license, "license");
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(version, "version");
        authors = List.copyOf(authors);
        cite = List.copyOf(cite);
        tags = List.copyOf(tags);
        weights = List.copyOf(weights);
        testInputs = List.copyOf(testInputs);
        testOutputs = List.copyOf(testOutputs);
        if (weights.isEmpty()) {
            throw new InvalidField("the field 'weights' is missing or empty");
        }
        if (input == null) {
            throw new InvalidField("the field 'inputs' is missing or empty");
        }
        if (preprocessing == null) {
            throw new InvalidField("the field 'preprocessing' is missing");
        }
        network = network.deepCopy();
        sampling = sampling.deepCopy();
        training = training.deepCopy();
        config = config.deepCopy();
        StrictJson.requireFinite("network", network);
        StrictJson.requireFinite("sampling", sampling);
        StrictJson.requireFinite("training", training);
        StrictJson.requireFinite("config", config);
    }

    /** A copy of the sizes of the networks. */
    @Override
    public JsonObject network() {
        return network.deepCopy();
    }

    /** A copy of the sampling defaults. */
    @Override
    public JsonObject sampling() {
        return sampling.deepCopy();
    }

    /** A copy of the account of the training. */
    @Override
    public JsonObject training() {
        return training.deepCopy();
    }

    /** A copy of anything else. */
    @Override
    public JsonObject config() {
        return config.deepCopy();
    }

    /** All files that the description names: weights, test inputs, test outputs. */
    public List<FileEntry> files() {
        return Stream.of(weights, testInputs, testOutputs).flatMap(List::stream).toList();
    }

    /**
     * The identity of the model: a hash over everything that decides its results (weights, family,
     * network, sampling, input and preprocessing) and over nothing else, so that a better text or
     * another author does not make another model.
     *
     * @return 64 lower-case hexadecimal digits
     */
    public String sha256() {
        return Identity.sha256(this);
    }

    /**
     * A builder for a new description; everything but the name and the family is still empty.
     *
     * @param name what users call the model
     * @param family name of the family of models
     */
    public static ModelDescriptionBuilder builder(String name, String family) {
        return new ModelDescriptionBuilder(name, family);
    }

    /** A builder that starts from this description. */
    public ModelDescriptionBuilder toBuilder() {
        return new ModelDescriptionBuilder(this);
    }

    /**
     * Reads a description. Fields that this version does not know are ignored.
     *
     * @param file the {@value #FILE_NAME}
     * @throws ModelException if the file is missing, is no JSON, or lacks a field or has one that
     *     is invalid; the message names file and field
     */
    public static ModelDescription read(Path file) throws IOException {
        return DescriptionFile.read(file);
    }

    /**
     * Writes this description, in a fixed order of fields, so that equal descriptions give equal
     * files. A file that is there is replaced once the new one is complete.
     *
     * @param file the {@value #FILE_NAME} to write; its folder must exist
     */
    public void write(Path file) throws IOException {
        DescriptionFile.write(this, file);
    }
}
