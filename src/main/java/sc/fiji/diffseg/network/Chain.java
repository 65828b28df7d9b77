package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers that run in turn, each on the result of the one before.
 *
 * <p>Observers of a {@link Pass} are shown every layer's output, called by the chain's own name and
 * the layer's.
 */
public class Chain extends Layer {

    private final String name;
    private final List<String> names = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();

    /**
     * Makes an empty chain.
     *
     * @param name what observers know it by
     */
    protected Chain(String name) {
        this.name = name;
    }

    /** A chain of layers that are called by their number. */
    public static Chain numbered(String name, List<Layer> layers) {
        Chain chain = new Chain(name);
        layers.forEach(layer -> chain.add(Integer.toString(chain.layers.size()), layer));
        return chain;
    }

    /** Appends a layer under its published name. */
    protected final void add(String layerName, Layer layer) {
        add(layerName, layerName, layer);
    }

    /**
     * Appends a layer whose parameters' names begin with something else than what its output is
     * known by.
     */
    protected final void add(String parameterPrefix, String layerName, Layer layer) {
        names.add(name + "." + layerName);
        layers.add(child(parameterPrefix, layer));
    }

    /** Runs the layers; every one is given the further inputs too. */
    @Override
    public final NDArray apply(Pass pass, NDArray... inputs) {
        NDArray[] current = inputs.clone();
        for (int i = 0; i < layers.size(); i++) {
            NDArray next = layers.get(i).apply(pass, current);
            pass.observer().accept(names.get(i), next);
            if (i > 0) {
                // What autograd needs of it, autograd keeps.
                current[0].close();
            }
            current[0] = next;
        }
        return current[0];
    }
}
