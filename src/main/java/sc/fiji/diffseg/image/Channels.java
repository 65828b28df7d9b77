package sc.fiji.diffseg.image;

/** Which channels of an image a network sees. */
final class Channels {

    private Channels() {}

    /**
     * The channels that make a plane: one for grey, three for red, green and blue.
     *
     * @param name image, for messages
     * @param count number of channels in the image
     * @param wanted channel counted from 1; 0 for all
     * @return channel indices counted from 0
     * @throws IllegalArgumentException if there is no such channel, or all are wanted and they are
     *     neither 1 nor 3
     */
    static int[] pick(String name, int count, int wanted) {
        if (wanted < 0 || wanted > count) {
            throw new IllegalArgumentException(
                    "\"%s\" has no channel %d: choose from 1 to %d."
                            .formatted(name, wanted, count));
        }
        if (wanted > 0) {
            return new int[] {wanted - 1};
        }
        return switch (count) {
            case 1 -> new int[] {0};
            case 3 -> new int[] {0, 1, 2};
            default ->
                    throw new IllegalArgumentException(
                            ("\"%s\" has %d channels, which are neither grey nor RGB: choose the"
                                            + " channel to segment, from 1 to %d.")
                                    .formatted(name, count, count));
        };
    }
}
