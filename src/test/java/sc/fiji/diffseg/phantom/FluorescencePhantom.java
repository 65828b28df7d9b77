package sc.fiji.diffseg.phantom;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Stained nuclei on a dark, slightly uneven background, seen by a noisy camera. */
final class FluorescencePhantom {

    /** Of every eleven nuclei this one is condensed: small, bright and smooth. */
    private static final int CONDENSED = 7;

    private final int width;
    private final int height;
    private final Random random;
    private final Noise noise;

    FluorescencePhantom(int width, int height, long seed) {
        this.width = width;
        this.height = height;
        this.random = new Random(seed);
        this.noise = new Noise(seed);
    }

    /** Like a common 8-bit export: nuclei dim, most of the range unused. */
    static Phantom eightBit() {
        FluorescencePhantom phantom = new FluorescencePhantom(256, 256, 21);
        List<Blob> nuclei = phantom.nuclei(34, 8.5, 14);
        Field light = phantom.light(nuclei);
        ByteProcessor ip = new ByteProcessor(256, 256);
        for (int i = 0; i < light.values.length; i++) {
            double electrons = Field.detected(40 + 620 * light.values[i], 6, phantom.random);
            ip.set(i, clip(5 + electrons / 9.5, 255));
        }
        return new Phantom(
                new ImagePlus("nuclei-8bit.png", ip), phantom.truth("nuclei-8bit.png", nuclei));
    }

    /** Like a raw 16-bit camera image, values up to about 20000. */
    static Phantom sixteenBit() {
        FluorescencePhantom phantom = new FluorescencePhantom(256, 256, 5);
        List<Blob> nuclei = phantom.nuclei(22, 11, 17);
        Field light = phantom.light(nuclei);
        ShortProcessor ip = new ShortProcessor(256, 256);
        for (int i = 0; i < light.values.length; i++) {
            double electrons = Field.detected(60 + 1500 * light.values[i], 8, phantom.random);
            ip.set(i, clip(200 + 5.5 * electrons, 65535));
        }
        ImagePlus image = new ImagePlus("nuclei-16bit.tif", ip);
        image.setDisplayRange(200, 16000);
        return new Phantom(image, phantom.truth("nuclei-16bit.png", nuclei));
    }

    private static int clip(double v, int max) {
        return (int) Math.max(0, Math.min(max, StrictMath.rint(v)));
    }

    private ImagePlus truth(String name, List<Blob> nuclei) {
        short[] labels = Labels.of(width, height, nuclei);
        return new ImagePlus(name, new ShortProcessor(width, height, labels, null));
    }

    /** Nuclei in loose groups; some touch, none lies upon another. */
    List<Blob> nuclei(int count, double smallest, double largest) {
        List<Blob> nuclei = new ArrayList<>();
        while (nuclei.size() < count) {
            double size = smallest + (largest - smallest) * random.nextDouble();
            if (nuclei.size() % 11 == CONDENSED) {
                size = 0.7 * smallest;
            }
            double x = random.nextDouble() * width;
            double y = random.nextDouble() * height;
            boolean sister = !nuclei.isEmpty() && random.nextDouble() < 0.12;
            if (sister) {
                Blob other = nuclei.get(random.nextInt(nuclei.size()));
                double direction = 2 * Math.PI * random.nextDouble();
                x = other.x() + 0.95 * (other.size() + size) * StrictMath.cos(direction);
                y = other.y() + 0.95 * (other.size() + size) * StrictMath.sin(direction);
            }
            double stretch = 1 + 0.22 * random.nextDouble() + 0.15 * random.nextDouble();
            double angle = Math.PI * random.nextDouble();
            Blob blob = Blob.random(x, y, size * stretch, size / stretch, angle, 0.035, random);
            boolean crowded = sister || noise.octaves(x / 80, y / 80, 2) > -0.15;
            double gap = sister ? 0.9 : 1.15;
            boolean free = x > 0 && y > 0 && x < width && y < height;
            for (Blob other : nuclei) {
                free &= blob.distance(other) > gap * (blob.size() + other.size());
            }
            if (crowded && free) {
                nuclei.add(blob);
            }
        }
        return nuclei;
    }

    /** What arrives at the camera: about 1 in a nucleus of common brightness. */
    Field light(List<Blob> nuclei) {
        Field sharp = new Field(width, height);
        for (int i = 0; i < nuclei.size(); i++) {
            boolean condensed = i % 11 == CONDENSED;
            double brightness = condensed ? 2.1 : 0.55 + 0.75 * random.nextDouble();
            add(sharp, nuclei.get(i), brightness, condensed ? 0.15 : 0.5, i);
        }
        Field focus = sharp.blurred(1.1);
        Field haze = sharp.blurred(11);
        return Field.of(
                width,
                height,
                (x, y) -> {
                    double slope = 0.05 + 0.05 * x / width + 0.03 * y / height;
                    double cloud = 0.02 * noise.octaves(x / 60.0, y / 60.0, 3);
                    return focus.get(x, y) + 0.12 * haze.get(x, y) + slope + cloud;
                });
    }

    /** Thinner towards the outline, chromatin in clumps, one or two dark nucleoli. */
    private void add(Field light, Blob nucleus, double brightness, double contrast, int number) {
        Noise chromatin = new Noise(noise.seed() * 1000 + number);
        List<Blob> nucleoli = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            double direction = 2 * Math.PI * random.nextDouble();
            double distance = 0.5 * nucleus.size() * random.nextDouble();
            double size = nucleus.size() * (0.12 + 0.1 * random.nextDouble());
            nucleoli.add(
                    Blob.random(
                            nucleus.x() + distance * StrictMath.cos(direction),
                            nucleus.y() + distance * StrictMath.sin(direction),
                            size,
                            size,
                            0,
                            0.1,
                            random));
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double radius = nucleus.isNear(x, y) ? nucleus.radius(x, y) : 1;
                if (radius >= 1) {
                    continue;
                }
                double thickness = 0.55 + 0.45 * StrictMath.sqrt(1 - radius * radius);
                double texture = 1 + contrast * chromatin.octaves(x / 5.0, y / 5.0, 3);
                double dark = 0;
                for (Blob nucleolus : nucleoli) {
                    dark = Math.max(dark, Field.step(1.3, 0.5, nucleolus.radius(x, y)));
                }
                light.values[y * width + x] +=
                        (float) (brightness * thickness * texture * (1 - contrast * dark));
            }
        }
    }
}
