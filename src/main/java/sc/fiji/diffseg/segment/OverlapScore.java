package sc.fiji.diffseg.segment;

import sc.fiji.diffseg.image.LabelVolumes;
import sc.fiji.diffseg.measure.LabelComparison;

/**
 * How well one image, or one volume or plane of it, agrees with the truth.
 *
 * @param image name of the image or file
 * @param position of the volume or plane in the image
 * @param scores what was measured
 * @param unit of the distances; empty if there are none
 */
public record OverlapScore(
        String image, LabelVolumes.Position position, LabelComparison scores, String unit) {}
