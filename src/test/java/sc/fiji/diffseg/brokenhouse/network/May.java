package sc.fiji.diffseg.brokenhouse.network;

import ai.djl.ndarray.NDArray;
import org.scijava.plugin.SciJavaPlugin;
import sc.fiji.diffseg.brokenhouse.model.KnowsTensors;

/** Keeps every rule. */
public class May {
    NDArray array;
    SciJavaPlugin plugin;
    KnowsTensors below;
    sc.fiji.diffseg.brokenhouse.engine.May engine;
}
