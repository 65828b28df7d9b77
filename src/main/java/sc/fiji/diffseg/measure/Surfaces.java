package sc.fiji.diffseg.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.RealPoint;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.view.Views;

/**
 * The surface pixels of every label in an image, at their places in calibrated units.
 *
 * <p>A pixel is on the surface of its label if one of the pixels with which it shares a side (4 in
 * a plane, 6 in a volume) has another label, or if it lies at the border of the image. So MedPy and
 * MONAI take a mask without its erosion.
 */
final class Surfaces {

    private final Map<Integer, List<RealPoint>> points = new HashMap<>();
    private final RandomAccessibleInterval<? extends IntegerType<?>> image;
    private final boolean together;

    /**
     * Finds the surfaces.
     *
     * @param labels 0 for background
     * @param spacing distance of neighbouring pixels along every axis
     * @param together whether all labels are one, with the number 1
     */
    Surfaces(
            RandomAccessibleInterval<? extends IntegerType<?>> labels,
            double[] spacing,
            boolean together) {
        image = Views.zeroMin(labels);
        this.together = together;
        RandomAccess<? extends IntegerType<?>> neighbour = image.randomAccess();
        Cursor<? extends IntegerType<?>> cursor = Views.flatIterable(image).localizingCursor();
        double[] place = new double[spacing.length];
        while (cursor.hasNext()) {
            int label = label(cursor.next());
            if (label != 0 && isSurface(cursor, neighbour, label)) {
                for (int d = 0; d < place.length; d++) {
                    place[d] = cursor.getLongPosition(d) * spacing[d];
                }
                points.computeIfAbsent(label, l -> new ArrayList<>()).add(new RealPoint(place));
            }
        }
    }

    private int label(IntegerType<?> pixel) {
        int value = pixel.getInteger();
        return together && value != 0 ? 1 : value;
    }

    private boolean isSurface(
            Cursor<?> pixel, RandomAccess<? extends IntegerType<?>> neighbour, int label) {
        neighbour.setPosition(pixel);
        for (int d = 0; d < image.numDimensions(); d++) {
            long position = pixel.getLongPosition(d);
            if (position == 0 || position == image.dimension(d) - 1) {
                return true;
            }
            neighbour.bck(d);
            boolean differs = label(neighbour.get()) != label;
            neighbour.move(2, d);
            differs |= label(neighbour.get()) != label;
            neighbour.bck(d);
            if (differs) {
                return true;
            }
        }
        return false;
    }

    /** The surface of a label; empty if the label does not occur. */
    List<RealPoint> of(int label) {
        return points.getOrDefault(label, List.of());
    }
}
