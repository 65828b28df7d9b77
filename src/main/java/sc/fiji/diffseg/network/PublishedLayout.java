package sc.fiji.diffseg.network;

import java.util.Map;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * A model laid out as its method's authors publish theirs.
 *
 * @param weights the tensors of each file, by its path relative to the folder
 * @param texts the other files' contents, likewise
 */
public record PublishedLayout(Map<String, TensorSource> weights, Map<String, String> texts) {}
