package sc.fiji.diffseg.phantom;

import java.util.List;

/** Draws shapes into a label plane. */
final class Labels {

    private Labels() {}

    /** Labels from 1 in the order of the shapes; where shapes overlap, the nearer outline wins. */
    static short[] of(int width, int height, List<Blob> shapes) {
        short[] labels = new short[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double nearest = 1;
                for (int i = 0; i < shapes.size(); i++) {
                    Blob shape = shapes.get(i);
                    if (!shape.isNear(x, y)) {
                        continue;
                    }
                    double radius = shape.radius(x, y);
                    if (radius < nearest) {
                        nearest = radius;
                        labels[y * width + x] = (short) (i + 1);
                    }
                }
            }
        }
        return labels;
    }
}
