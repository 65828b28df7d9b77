package sc.fiji.diffseg.measure;

/**
 * How well one thing in the prediction and one in the truth agree.
 *
 * @param predictionLabel its label in the prediction, 0 if there is none
 * @param truthLabel its label in the truth, 0 if there is none
 * @param overlap of their pixels
 * @param distance of their surfaces
 */
public record RegionScore(
        int predictionLabel, int truthLabel, Overlap overlap, SurfaceDistance distance) {

    /**
     * {@link SurfaceDistance#hausdorff95}; where both are empty 0 if the convention counts that as
     * perfect.
     */
    public double hausdorff95(EmptyMasks convention) {
        return overlap.bothEmpty() ? convention.distance() : distance.hausdorff95();
    }

    /**
     * {@link SurfaceDistance#average}; where both are empty 0 if the convention counts that as
     * perfect.
     */
    public double averageSurfaceDistance(EmptyMasks convention) {
        return overlap.bothEmpty() ? convention.distance() : distance.average();
    }
}
