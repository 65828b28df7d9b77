package sc.fiji.diffseg.phantom;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.ShortProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A section stained with haematoxylin and eosin: purple nuclei of a gland around a pale lumen and
 * slender ones between pink fibres. Light is absorbed as by two dyes in layers (Beer and Lambert).
 */
final class HistologyPhantom {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 256;
    private static final long SEED = 8;

    /** Absorbance of red, green and blue by one unit of dye. */
    private static final double[] HAEMATOXYLIN = {0.62, 0.80, 0.24};

    private static final double[] EOSIN = {0.10, 0.80, 0.22};

    private static final double[] LAMP = {243, 238, 236};

    private final Random random = new Random(SEED);
    private final Noise noise = new Noise(SEED);
    private final Blob lumen = Blob.random(118, 118, 66, 44, 0.5, 0.05, random);

    private HistologyPhantom() {}

    static Phantom draw() {
        return new HistologyPhantom().phantom();
    }

    private Phantom phantom() {
        List<Blob> nuclei = nuclei();
        short[] labels = Labels.of(WIDTH, HEIGHT, nuclei);
        Field haematoxylin = haematoxylin(nuclei).blurred(0.75);
        Field eosin = eosin(labels).blurred(0.8);
        ColorProcessor ip = new ColorProcessor(WIDTH, HEIGHT);
        for (int i = 0; i < labels.length; i++) {
            int rgb = 0;
            double grain = 1.6 * random.nextGaussian();
            for (int c = 0; c < 3; c++) {
                double absorbed =
                        HAEMATOXYLIN[c] * haematoxylin.values[i] + EOSIN[c] * eosin.values[i];
                double v = LAMP[c] * StrictMath.pow(10, -absorbed) + grain + random.nextGaussian();
                rgb = rgb << 8 | (int) Math.max(0, Math.min(255, StrictMath.rint(v)));
            }
            ip.set(i, rgb);
        }
        return new Phantom(
                new ImagePlus("histology-rgb.png", ip),
                new ImagePlus(
                        "histology-rgb.png", new ShortProcessor(WIDTH, HEIGHT, labels, null)));
    }

    private List<Blob> nuclei() {
        List<Blob> nuclei = new ArrayList<>();
        // The gland: nuclei side by side around the lumen, pointing outwards.
        for (double theta = 0; theta < 2 * Math.PI - 0.15; ) {
            double size = 8.5 + 2.5 * random.nextDouble();
            double out = 1.24 + 0.1 * random.nextDouble();
            double cos = StrictMath.cos(theta);
            double sin = StrictMath.sin(theta);
            double u = lumen.a() * out * cos;
            double v = (lumen.b() + 8) * out * sin;
            double turn = lumen.angle();
            nuclei.add(
                    Blob.random(
                            lumen.x() + u * StrictMath.cos(turn) - v * StrictMath.sin(turn),
                            lumen.y() + u * StrictMath.sin(turn) + v * StrictMath.cos(turn),
                            size * 1.2,
                            size * 0.88,
                            turn + theta + 0.3 * random.nextGaussian(),
                            0.04,
                            random));
            theta += 2.2 * size / StrictMath.hypot(lumen.a() * 1.28 * sin, lumen.b() * 1.4 * cos);
        }
        // Between the fibres: slender nuclei along them, and a few round lymphocytes.
        int tries = 0;
        while (tries++ < 4000 && nuclei.size() < 62) {
            double x = random.nextDouble() * WIDTH;
            double y = random.nextDouble() * HEIGHT;
            boolean round = random.nextDouble() < 0.3;
            double size = round ? 6 + random.nextDouble() : 6.5 + 2.5 * random.nextDouble();
            double stretch = round ? 1.05 : 1.4 + 0.3 * random.nextDouble();
            double angle = fibre(x, y) + 0.15 * random.nextGaussian();
            Blob blob = Blob.random(x, y, size * stretch, size / stretch, angle, 0.04, random);
            boolean free = lumen.radius(x, y) > 1.62;
            for (Blob other : nuclei) {
                free &= blob.distance(other) > 1.25 * (blob.size() + other.size());
            }
            if (free) {
                nuclei.add(blob);
            }
        }
        return nuclei;
    }

    /** Direction of the fibres. */
    private double fibre(double x, double y) {
        return 0.75 + 0.3 * noise.at(x / 130, y / 130);
    }

    private Field haematoxylin(List<Blob> nuclei) {
        Field dye =
                Field.of(
                        WIDTH,
                        HEIGHT,
                        (x, y) -> 0.05 + 0.03 * noise.octaves(x / 30.0, y / 30.0, 3));
        for (int n = 0; n < nuclei.size(); n++) {
            Blob nucleus = nuclei.get(n);
            Noise chromatin = new Noise(SEED * 1000 + n);
            boolean slender = nucleus.a() > 1.6 * nucleus.b() || nucleus.size() < 7.2;
            double density =
                    slender ? 0.5 + 0.12 * random.nextDouble() : 0.3 + 0.2 * random.nextDouble();
            double clumps = slender ? 0.35 : 0.75;
            for (int i = 0; i < dye.values.length; i++) {
                int x = i % WIDTH;
                int y = i / WIDTH;
                double radius = nucleus.isNear(x, y) ? nucleus.radius(x, y) : 1;
                if (radius >= 1) {
                    continue;
                }
                double rim = 0.2 * Field.step(0.7, 0.95, radius);
                double texture = clumps * chromatin.octaves(x / 3.5, y / 3.5, 3);
                double inside = Math.max(0.12, density * (1 + texture) + rim);
                dye.values[i] = (float) Math.max(dye.values[i], inside);
            }
        }
        return dye;
    }

    /** Pink fibres and cytoplasm; little in the lumen, none needed under nuclei. */
    private Field eosin(short[] labels) {
        return Field.of(
                WIDTH,
                HEIGHT,
                (x, y) -> {
                    if (labels[y * WIDTH + x] != 0) {
                        return 0.1;
                    }
                    // Bent by a slow warp: turning the axes would curl the fibres into rings.
                    double cos = StrictMath.cos(0.75);
                    double sin = StrictMath.sin(0.75);
                    double along = x * cos + y * sin;
                    double across = y * cos - x * sin + 22 * noise.at(x / 90.0, y / 90.0);
                    double warp = 5 * noise.octaves(x / 35.0, y / 35.0, 2);
                    double strands =
                            noise.ridges(along / 70, (across + warp) / 9, 3)
                                    * (0.6 + 0.4 * noise.at(x / 25.0, y / 25.0));
                    double stroma = 0.09 + 0.17 * strands;
                    double clefts =
                            Field.step(0.2, 0.5, noise.octaves(along / 60, across / 14 + 50, 2));
                    stroma *= 1 - 0.8 * clefts;
                    double cytoplasm = 0.17 + 0.04 * noise.octaves(x / 6.0, y / 6.0, 3);
                    double r = lumen.radius(x, y);
                    double inGland = Field.step(1.75, 1.6, r);
                    double tissue = stroma * (1 - inGland) + cytoplasm * inGland;
                    double pale = 0.02 + 0.015 * noise.octaves(x / 25.0, y / 25.0, 3);
                    double open = Field.step(1.02, 0.94, r);
                    return tissue * (1 - open) + pale * open;
                });
    }
}
