package sc.fiji.diffseg.training;

/**
 * Random changes to a training image. Flips and right-angle turns move image and mask alike and
 * exactly; then small rotation, zoom and shear move them alike, the image with linear and the mask
 * with nearest-neighbour interpolation; everything else changes the image alone, in the order of
 * the parameters, and ends with values clipped to [0,1]. A strength of 0 turns a change off, and
 * then nothing is drawn for it: the other changes are as if it did not exist.
 *
 * @param flips whether images are mirrored, half of the time
 * @param turns whether images are turned by 0, 90, 180 or 270 degrees
 * @param brightness largest value added or subtracted
 * @param contrast contrast about the mean is multiplied or divided by up to 1 + this
 * @param gamma exponents are up to 1 + this, or one over that
 * @param colour each channel of a colour image is multiplied or divided by up to 1 + this; grey
 *     images stay grey
 * @param greyShare probability with which a colour image is made grey, from 0 to 1
 * @param blur largest standard deviation of a Gaussian blur, in pixels; half of the images stay
 *     sharp
 * @param noise largest standard deviation of added noise, nearly Gaussian; half of the images stay
 *     without
 * @param rotation largest angle by which image and mask are turned, in degrees, besides the turns
 * @param zoom sides are stretched or shrunk by up to 1 + this, each by its own factor
 * @param shear largest angle of shearing, in degrees
 */
public record Augmentation(
        boolean flips,
        boolean turns,
        double brightness,
        double contrast,
        double gamma,
        double colour,
        double greyShare,
        double blur,
        double noise,
        double rotation,
        double zoom,
        double shear) {

    /** Without small rotation, zoom and shear. */
    public Augmentation(
            boolean flips,
            boolean turns,
            double brightness,
            double contrast,
            double gamma,
            double colour,
            double greyShare,
            double blur,
            double noise) {
        this(flips, turns, brightness, contrast, gamma, colour, greyShare, blur, noise, 0, 0, 0);
    }

    /** No change at all. */
    public static final Augmentation NONE = new Augmentation(false, false, 0, 0, 0, 0, 0, 0, 0);

    /** Flips and turns only. */
    public static final Augmentation DEFAULT = new Augmentation(true, true, 0, 0, 0, 0, 0, 0, 0);

    /** Flips, turns and moderate changes of brightness, contrast and colour. */
    public static final Augmentation MODERATE =
            new Augmentation(true, true, 0.1, 0.25, 0.25, 0.1, 0.1, 0.7, 0.03);

    /**
     * Checks the strengths.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Augmentation {
        check("brightness", brightness, 1);
        check("contrast", contrast, 10);
        check("gamma", gamma, 10);
        check("colour", colour, 10);
        check("greyShare", greyShare, 1);
        check("blur", blur, 10);
        check("noise", noise, 1);
        check("rotation", rotation, 180);
        check("zoom", zoom, 1);
        check("shear", shear, 45);
    }

    /**
     * The same changes, but flips and turns, at another strength.
     *
     * @param strength 1 for these, 0 for none, at most what keeps every value in its range
     */
    public Augmentation atStrength(double strength) {
        return new Augmentation(
                flips,
                turns,
                Math.min(1, brightness * strength),
                contrast * strength,
                gamma * strength,
                colour * strength,
                Math.min(1, greyShare * strength),
                blur * strength,
                Math.min(1, noise * strength),
                Math.min(180, rotation * strength),
                Math.min(1, zoom * strength),
                Math.min(45, shear * strength));
    }

    /** The same with or without flips and turns. */
    public Augmentation withFlips(boolean wanted) {
        return new Augmentation(
                wanted,
                wanted,
                brightness,
                contrast,
                gamma,
                colour,
                greyShare,
                blur,
                noise,
                rotation,
                zoom,
                shear);
    }

    private static void check(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(
                    "The augmentation's %s must be from 0 to %s, but is %s."
                            .formatted(name, most, value));
        }
    }

    /**
     * Changes an image and its mask in place.
     *
     * @param image (3, size, size) in [0,1]
     * @param mask (size, size)
     * @param grey whether the three channels are equal
     */
    void apply(float[] image, byte[] mask, int size, boolean grey, KeyedRandom random) {
        boolean flip = flips && random.chance(0.5);
        int quarters = turns ? random.below(4) : 0;
        Turning.apply(image, mask, size, flip, quarters);
        if (rotation > 0 || zoom > 0 || shear > 0) {
            Affine.draw(rotation, zoom, shear, random).apply(image, mask, size);
        }
        Tones.apply(image, size, grey, this, random);
    }
}
