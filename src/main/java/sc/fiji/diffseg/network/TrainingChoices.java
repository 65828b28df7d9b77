package sc.fiji.diffseg.network;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a user can choose when a family's model is trained.
 *
 * @param network what may be chosen of the network without changing a weight, with the paper's
 *     values
 * @param method the method's own settings, with the paper's values
 * @param sizes named sizes of networks that start from nothing, the smallest first
 */
public record TrainingChoices(JsonObject network, JsonObject method, List<Size> sizes) {

    /**
     * A size with a name.
     *
     * @param name one lower-case word
     * @param parameters number of the model's parameters
     * @param inputSize width and height of its training images, unless the user chooses another
     * @param network as {@link ModelFamily#plan} takes it
     */
    public record Size(String name, long parameters, int inputSize, JsonObject network) {}

    /** Copies the lists. */
    public TrainingChoices {
        sizes = List.copyOf(sizes);
    }

    /** The size of a name, if there is one. */
    public Optional<Size> size(String name) {
        return sizes.stream().filter(size -> size.name().equals(name)).findFirst();
    }
}
