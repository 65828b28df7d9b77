package sc.fiji.diffseg.model;

import java.util.List;

/**
 * The image that a network takes.
 *
 * @param name what the input is called
 * @param width its width in pixels
 * @param height its height in pixels
 * @param channels what its channels are, in their order
 */
public record ModelInput(String name, int width, int height, List<String> channels) {

    /** Red, green and blue, in this order. */
    public static final List<String> RGB = List.of("red", "green", "blue");

    /** Checks that there is at least one pixel and one channel. */
    public ModelInput {
        name = InvalidField.requireLine("inputs.name", name);
        if (width < 1 || height < 1) {
            throw new InvalidField(
                    "the field 'inputs.shape' tells of " + width + "x" + height + " pixels");
        }
        channels = List.copyOf(channels);
        if (channels.isEmpty()) {
            throw new InvalidField("the field 'inputs.channels' is empty");
        }
    }

    /**
     * An RGB image.
     *
     * @param width its width in pixels, at least 1
     * @param height its height in pixels, at least 1
     */
    public static ModelInput rgb(int width, int height) {
        return new ModelInput("image", width, height, RGB);
    }
}
