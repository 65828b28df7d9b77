package sc.fiji.diffseg.phantom;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ShortProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A stack of optical sections through round nuclei, calibrated in micron. A nucleus is sharp where
 * a section cuts it and lends its neighbours some blurred light; its label is the same in every
 * slice.
 */
final class StackPhantom {

    private static final int SIZE = 192;
    private static final int SLICES = 5;
    private static final double PIXEL = 0.5;
    private static final double STEP = 2;

    private StackPhantom() {}

    static Phantom draw() {
        long seed = 13;
        Random random = new Random(seed);
        FluorescencePhantom plane = new FluorescencePhantom(SIZE, SIZE, seed);
        List<Blob> nuclei = plane.nuclei(20, 9, 13);
        double[] depth = new double[nuclei.size()];
        for (int i = 0; i < depth.length; i++) {
            depth[i] = -0.5 + SLICES * random.nextDouble();
        }
        List<Field> sections = new ArrayList<>();
        ImageStack truth = new ImageStack(SIZE, SIZE);
        for (int z = 0; z < SLICES; z++) {
            Field section = new Field(SIZE, SIZE);
            short[] labels = new short[SIZE * SIZE];
            for (int i = 0; i < depth.length; i++) {
                double offset = (z - depth[i]) * STEP / PIXEL / (1.1 * nuclei.get(i).size());
                if (Math.abs(offset) < 0.9) {
                    double shrink = StrictMath.sqrt(1 - offset * offset);
                    cut(section, labels, nuclei.get(i).scaled(shrink), i, seed + z);
                }
            }
            sections.add(section);
            truth.addSlice(null, new ShortProcessor(SIZE, SIZE, labels, null));
        }
        ImageStack stack = new ImageStack(SIZE, SIZE);
        for (int z = 0; z < SLICES; z++) {
            stack.addSlice("z = " + z * STEP + " micron", expose(sections, z, random));
        }
        return new Phantom(
                calibrated(new ImagePlus("nuclei-stack.tif", stack), 200, 12000),
                calibrated(new ImagePlus("nuclei-stack.tif", truth), 0, 255));
    }

    private static void cut(Field section, short[] labels, Blob outline, int i, long seed) {
        Noise chromatin = new Noise(seed * 1000 + i);
        double brightness = 0.7 + 0.6 * new Random(i).nextDouble();
        for (int p = 0; p < labels.length; p++) {
            int x = p % SIZE;
            int y = p / SIZE;
            if (outline.isNear(x, y) && outline.radius(x, y) < 1 && labels[p] == 0) {
                double texture = chromatin.octaves(x / 4.5, y / 4.5, 3);
                section.values[p] = (float) (brightness * (1 + 0.45 * texture));
                labels[p] = (short) (i + 1);
            }
        }
    }

    private static ShortProcessor expose(List<Field> sections, int z, Random random) {
        double[] light = new double[SIZE * SIZE];
        for (int other = 0; other < SLICES; other++) {
            int away = Math.abs(other - z);
            Field seen = sections.get(other).blurred(1.1 + 3.2 * away);
            double share = away == 0 ? 1 : 0.22 / away;
            for (int i = 0; i < light.length; i++) {
                light[i] += share * seen.values[i];
            }
        }
        ShortProcessor ip = new ShortProcessor(SIZE, SIZE);
        for (int i = 0; i < light.length; i++) {
            double electrons = Field.detected(50 + 900 * light[i], 8, random);
            ip.set(i, (int) Math.max(0, Math.min(65535, StrictMath.rint(200 + 8 * electrons))));
        }
        return ip;
    }

    private static ImagePlus calibrated(ImagePlus image, double displayMin, double displayMax) {
        Calibration calibration = new Calibration();
        calibration.pixelWidth = PIXEL;
        calibration.pixelHeight = PIXEL;
        calibration.pixelDepth = STEP;
        calibration.setUnit("micron");
        image.setCalibration(calibration);
        image.setDimensions(1, SLICES, 1);
        image.setDisplayRange(displayMin, displayMax);
        return image;
    }
}
