package sc.fiji.diffseg.image;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import sc.fiji.diffseg.weights.SafetensorsFile;

/** The published preprocessing of a few images, computed with Pillow. */
final class GoldenPreprocessing {

    private GoldenPreprocessing() {}

    static Path file(String name) {
        try {
            return Path.of(
                    GoldenPreprocessing.class.getResource("/golden/preprocessing/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static ImagePlus image(String name) {
        return IJ.openImage(file(name).toString());
    }

    static float[] floats(String name) throws IOException {
        try (SafetensorsFile expected = SafetensorsFile.open(file("expected.safetensors"))) {
            FloatBuffer values = expected.readFloats(name);
            float[] out = new float[values.remaining()];
            values.get(out);
            return out;
        }
    }

    static byte[] bytes(String name) throws IOException {
        try (SafetensorsFile expected = SafetensorsFile.open(file("expected.safetensors"))) {
            return expected.readBytes(name);
        }
    }

    /** The channel of a C,H,W array of 64 x 64 planes. */
    static float[] channel(float[] values, int channel) {
        return java.util.Arrays.copyOfRange(values, channel * 4096, (channel + 1) * 4096);
    }

    static double largestDifference(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new AssertionError(a.length + " values instead of " + b.length);
        }
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }
}
