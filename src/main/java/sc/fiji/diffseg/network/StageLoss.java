package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * A loss and what it is made of.
 *
 * @param total the scalar to descend
 * @param parts its terms before they are weighted, by name, for the log
 */
public record StageLoss(NDArray total, Map<String, Float> parts) {}
