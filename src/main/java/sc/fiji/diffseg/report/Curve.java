package sc.fiji.diffseg.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Points of a curve in order of x, of which a bounded number is kept: when there are too many,
 * neighbours become their mean.
 */
final class Curve {

    /** A point. */
    record Point(double x, double y) {}

    private final int capacity;
    private final List<Point> points = new ArrayList<>();
    private int perPoint = 1;
    private int gathered;
    private double x;
    private double y;

    /**
     * An empty curve.
     *
     * @param capacity points kept, even and at least 2
     */
    Curve(int capacity) {
        this.capacity = capacity;
    }

    void add(double newX, double newY) {
        x += newX;
        y += newY;
        gathered++;
        if (gathered < perPoint) {
            return;
        }
        points.add(new Point(x / gathered, y / gathered));
        x = 0;
        y = 0;
        gathered = 0;
        if (points.size() == capacity) {
            for (int i = 0; i < capacity / 2; i++) {
                Point a = points.get(i);
                Point b = points.remove(i + 1);
                points.set(i, new Point((a.x + b.x) / 2, (a.y + b.y) / 2));
            }
            perPoint *= 2;
        }
    }

    List<Point> points() {
        return List.copyOf(points);
    }

    /**
     * The curve as a running mean.
     *
     * @param reach number of points on either side that each mean is over, as far as there are any
     */
    List<Point> smoothed(int reach) {
        List<Point> smooth = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            int from = Math.max(0, i - reach);
            int to = Math.min(points.size(), i + reach + 1);
            double sum = 0;
            for (int j = from; j < to; j++) {
                sum += points.get(j).y;
            }
            smooth.add(new Point(points.get(i).x, sum / (to - from)));
        }
        return smooth;
    }
}
