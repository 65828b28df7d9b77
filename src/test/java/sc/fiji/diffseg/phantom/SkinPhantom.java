package sc.fiji.diffseg.phantom;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import java.util.Random;

/** A pigmented mole seen through a dermoscope: skin, hairs, and darkness towards the corners. */
final class SkinPhantom {

    private static final int WIDTH = 384;
    private static final int HEIGHT = 288;
    private static final long SEED = 4;

    private static final double[] SKIN = {226, 178, 160};
    private static final double[] TAN = {168, 105, 70};
    private static final double[] DARK = {82, 44, 34};
    private static final double[] HAIR = {70, 48, 40};

    private final Random random = new Random(SEED);
    private final Noise noise = new Noise(SEED);
    private final Blob lesion = Blob.random(201, 140, 55, 43, -0.4, 0.06, random);

    private SkinPhantom() {}

    static Phantom draw() {
        return new SkinPhantom().phantom();
    }

    private Phantom phantom() {
        Field pigment = Field.of(WIDTH, HEIGHT, this::pigment);
        Field hairs = hairs().blurred(0.7);
        ColorProcessor ip = new ColorProcessor(WIDTH, HEIGHT);
        ByteProcessor mask = new ByteProcessor(WIDTH, HEIGHT);
        Field[] channels = new Field[3];
        for (int c = 0; c < 3; c++) {
            int channel = c;
            channels[c] =
                    Field.of(
                                    WIDTH,
                                    HEIGHT,
                                    (x, y) ->
                                            colour(
                                                    channel,
                                                    x,
                                                    y,
                                                    pigment.get(x, y),
                                                    hairs.get(x, y)))
                            .blurred(0.7);
        }
        for (int i = 0; i < pigment.values.length; i++) {
            mask.set(i, pigment.values[i] > 0.5 ? 255 : 0);
            double grain = 1.2 * random.nextGaussian();
            int rgb = 0;
            for (Field channel : channels) {
                double v = channel.values[i] + grain + 0.6 * random.nextGaussian();
                rgb = rgb << 8 | (int) Math.max(0, Math.min(255, StrictMath.rint(v)));
            }
            ip.set(i, rgb);
        }
        return new Phantom(
                new ImagePlus("skin-lesion-rgb.png", ip),
                new ImagePlus("skin-lesion-rgb.png", mask));
    }

    /** From 0 on bare skin to 1 in the lesion; one half at its border. */
    private double pigment(int x, int y) {
        double ragged = 0.14 * noise.octaves(x / 22.0, y / 22.0, 4);
        return Field.step(1.12, 0.88, lesion.radius(x, y) + ragged);
    }

    private double colour(int c, int x, int y, double pigment, double hair) {
        double blotches = 0.05 * noise.octaves(x / 70.0, y / 70.0, 3);
        double lines = 0.035 * noise.ridges(x / 5.0, y / 5.0 + 90, 2);
        // Blood under the skin takes green and blue away.
        double flush = c == 0 ? 0 : 0.05 * noise.octaves(x / 40.0 + 30, y / 40.0, 3);
        double skin = SKIN[c] * (1 + blotches - lines + flush);

        double network = noise.ridges(x / 6.0, y / 6.0, 1);
        double islands = noise.octaves(x / 26.0 + 60, y / 26.0, 3);
        double heart = Field.step(1.0, 0.25, lesion.radius(x, y) - 0.5 * islands);
        double depth =
                Math.max(0, Math.min(1, 0.12 + 0.6 * heart + 0.16 * network + 0.25 * islands));
        double brown = TAN[c] * (1 - depth) + DARK[c] * depth;

        double freckles = 0.3 * Field.step(0.42, 0.7, noise.octaves(x / 16.0, y / 16.0 + 200, 2));
        double mixed = Math.max(pigment, freckles);
        double v = skin * (1 - mixed) + brown * mixed;
        v = v * (1 - 0.8 * hair) + HAIR[c] * 0.8 * hair;

        double dx = (x - 0.5 * WIDTH) / WIDTH;
        double dy = (y - 0.5 * HEIGHT) / WIDTH;
        double r = StrictMath.sqrt(dx * dx + dy * dy);
        double lamp = 1.05 - 0.5 * r * r;
        double rim = Field.step(0.615, 0.57, r);
        return v * lamp * (0.08 + 0.92 * rim);
    }

    /** Curved strands of two pixels' width, 1 where there is hair. */
    private Field hairs() {
        Field field = new Field(WIDTH, HEIGHT);
        for (int n = 0; n < 11; n++) {
            double x = random.nextDouble() * WIDTH;
            double y = random.nextDouble() * HEIGHT;
            double angle = 0.6 + 0.5 * random.nextGaussian();
            double bend = 0.008 * random.nextGaussian();
            double thickness = 0.7 + 0.5 * random.nextDouble();
            int length = 90 + random.nextInt(140);
            for (int step = 0; step < 2 * length; step++) {
                x += 0.5 * StrictMath.cos(angle);
                y += 0.5 * StrictMath.sin(angle);
                angle += 0.5 * bend;
                stamp(field, x, y, thickness * Math.min(1, (2 * length - step) / 60.0));
            }
        }
        return field;
    }

    private static void stamp(Field field, double x, double y, double radius) {
        for (int py = (int) y - 2; py <= (int) y + 3; py++) {
            for (int px = (int) x - 2; px <= (int) x + 3; px++) {
                if (px >= 0 && py >= 0 && px < WIDTH && py < HEIGHT) {
                    double d = StrictMath.hypot(px - x, py - y);
                    double cover = Math.max(0, Math.min(1, radius + 0.5 - d));
                    int i = py * WIDTH + px;
                    field.values[i] = (float) Math.max(field.values[i], cover);
                }
            }
        }
    }
}
