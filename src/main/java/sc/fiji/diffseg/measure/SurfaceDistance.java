package sc.fiji.diffseg.measure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import net.imglib2.KDTree;
import net.imglib2.RealPoint;
import net.imglib2.neighborsearch.NearestNeighborSearchOnKDTree;

/**
 * How far the surfaces of two objects lie apart, in the unit of their pixels' size.
 *
 * <p>Every surface pixel of one object has a distance to the nearest surface pixel of the other,
 * from centre to centre, exact and with the sides of anisotropic pixels and the spacing of slices.
 * Both values are NaN if one of the objects or both are empty.
 *
 * @param hausdorff95 the larger of two 95th percentiles: of the distances from the prediction to
 *     the truth, and of those from the truth to the prediction, interpolated linearly as by NumPy
 *     and MONAI
 * @param average mean of the distances of all surface pixels of both, the average symmetric surface
 *     distance
 */
public record SurfaceDistance(double hausdorff95, double average) {

    /** There is no distance. */
    public static final SurfaceDistance NONE = new SurfaceDistance(Double.NaN, Double.NaN);

    private static final double PERCENTILE = 0.95;

    /** The distance between two surfaces, of which none may be changed meanwhile. */
    static SurfaceDistance between(List<RealPoint> prediction, List<RealPoint> truth) {
        if (prediction.isEmpty() || truth.isEmpty()) {
            return NONE;
        }
        double[] there = sortedDistances(prediction, truth);
        double[] back = sortedDistances(truth, prediction);
        double sum = DoubleStream.of(there).sum() + DoubleStream.of(back).sum();
        return new SurfaceDistance(
                Math.max(
                        Bootstrap.quantile(there, PERCENTILE),
                        Bootstrap.quantile(back, PERCENTILE)),
                sum / (there.length + back.length));
    }

    private static double[] sortedDistances(List<RealPoint> from, List<RealPoint> to) {
        var search = new NearestNeighborSearchOnKDTree<>(new KDTree<>(to, to));
        double[] distances = new double[from.size()];
        for (int i = 0; i < distances.length; i++) {
            search.search(from.get(i));
            distances[i] = search.getDistance();
        }
        Arrays.sort(distances);
        return distances;
    }
}
