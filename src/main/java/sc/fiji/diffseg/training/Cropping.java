package sc.fiji.diffseg.training;

/**
 * What part of a plane a training image shows. Every crop is resized to the training size.
 *
 * @param framing what the sizes are relative to
 * @param smallest smallest side of a crop: as a fraction of the plane's side for {@link
 *     Framing#WHOLE}, as a multiple of the training size for {@link Framing#TILES}; above 0
 * @param largest largest side of a crop, in the same unit, not below {@code smallest}, and at most
 *     1 for {@link Framing#WHOLE}
 * @param aspect how far the crop's proportions vary: its width and height are multiplied and
 *     divided by up to √(1 + aspect); 0 for not at all
 * @param foregroundShare probability with which a crop is placed over a foreground pixel and images
 *     with an empty mask are passed over, from 0 to 1
 */
public record Cropping(
        Framing framing, double smallest, double largest, double aspect, double foregroundShare) {

    /** What a training image shows. */
    public enum Framing {
        /** The plane, or nearly, resized whatever its proportions, as the papers do. */
        WHOLE,
        /** A part of the plane at about its own resolution. */
        TILES
    }

    /** The whole plane, always. */
    public static final Cropping WHOLE = new Cropping(Framing.WHOLE, 1, 1, 0, 0);

    /** Tiles of 0.75 to 1.75 times the training size, half of them placed over foreground. */
    public static final Cropping TILES = new Cropping(Framing.TILES, 0.75, 1.75, 0, 0.5);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Cropping {
        boolean sizes = smallest > 0 && largest >= smallest && largest < 1000;
        if (!sizes || framing == Framing.WHOLE && largest > 1) {
            throw new IllegalArgumentException(
                    ("Crops must have 0 < smallest <= largest side, at most 1 for whole planes, but"
                                    + " have %s and %s.")
                            .formatted(smallest, largest));
        }
        if (!(aspect >= 0 && aspect <= 3) || !(foregroundShare >= 0 && foregroundShare <= 1)) {
            throw new IllegalArgumentException(
                    ("The variation of a crop's aspect must be from 0 to 3 and its share of"
                                    + " foreground from 0 to 1, but they are %s and %s.")
                            .formatted(aspect, foregroundShare));
        }
    }

    /** Whole planes zoomed in at random, down to the given fraction of their sides. */
    public static Cropping zoomed(double smallest, double aspect) {
        return new Cropping(Framing.WHOLE, smallest, 1, aspect, 0);
    }

    /** The same with another share of crops over foreground. */
    public Cropping withForegroundShare(double share) {
        return new Cropping(framing, smallest, largest, aspect, share);
    }

    /** Longest side that planes need to be kept at for a training size; 0 for their own. */
    int longestSide(int size) {
        return framing == Framing.WHOLE ? 2 * size : 0;
    }

    /** Draws a crop of a pair. */
    Crop draw(StoredPair pair, int size, boolean overForeground, KeyedRandom random) {
        double side = smallest * StrictMath.pow(largest / smallest, random.unit());
        double stretch = StrictMath.sqrt(random.factor(aspect));
        int width = sideOf(side * stretch, pair.width(), size);
        int height = sideOf(side / stretch, pair.height(), size);
        double x = random.unit();
        double y = random.unit();
        if (overForeground && pair.foreground() > 0) {
            int pixel = pair.foregroundPixel(random.below(pair.foreground()));
            int left = pixel % pair.width() - (int) (width * x);
            int top = pixel / pair.width() - (int) (height * y);
            return new Crop(
                    kept(left, pair.width() - width),
                    kept(top, pair.height() - height),
                    width,
                    height);
        }
        return new Crop(
                (int) Math.floor((pair.width() - width + 1) * x),
                (int) Math.floor((pair.height() - height + 1) * y),
                width,
                height);
    }

    private int sideOf(double part, int plane, int size) {
        double side = framing == Framing.WHOLE ? Math.min(1, part) * plane : part * size;
        return (int) Math.max(1, Math.round(side));
    }

    /** Moves a crop so that it lies in the plane, or the plane in it. */
    private static int kept(int from, int room) {
        return Math.min(Math.max(from, Math.min(0, room)), Math.max(0, room));
    }
}
