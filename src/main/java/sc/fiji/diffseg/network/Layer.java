package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.engine.ScriptOps;
import sc.fiji.diffseg.engine.TorchEngine;

/**
 * A block whose parameters and children bear the names of the published checkpoints.
 *
 * <p>Shapes are known when a layer is made; storage comes with the weights, through {@link
 * StateDict}. Arguments are never closed by a layer; its result belongs to the first argument's
 * manager.
 */
public abstract class Layer extends AbstractBlock {

    private final List<Parameter> own = new ArrayList<>();
    private final Set<String> startsAtZero = new HashSet<>();

    /**
     * Runs the layer.
     *
     * @param inputs what the layer's own documentation says; further ones are ignored
     */
    public abstract NDArray apply(Pass pass, NDArray... inputs);

    /** Declares a parameter; a name may contain dots. */
    protected final void declare(String name, long... shape) {
        Parameter parameter =
                Parameter.builder()
                        .setName(name)
                        .setType(Parameter.Type.OTHER)
                        .optShape(new Shape(shape))
                        .build();
        own.add(addParameter(parameter));
    }

    /** Declares a weight and its bias, called {@code name.weight} and {@code name.bias}. */
    protected final void declareAffine(String name, long... weightShape) {
        declare(name + ".weight", weightShape);
        declare(name + ".bias", weightShape[0]);
    }

    /** Declares a weight and bias that are zero before training: the layer begins as nothing. */
    protected final void declareZero(String name, long... weightShape) {
        declareAffine(name, weightShape);
        startsAtZero.add(name + ".weight");
    }

    /** Adds a child under its published name. */
    protected final <L extends Layer> L child(String name, L layer) {
        return addChildBlock(name, layer);
    }

    /** This layer's own parameters in the order of declaration. */
    protected final List<NDArray> weights() {
        return own.stream().map(Parameter::getArray).toList();
    }

    final List<Parameter> declared() {
        return own;
    }

    final boolean startsAtZero(String name) {
        return startsAtZero.contains(name);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray[] arrays = inputs.toArray(new NDArray[0]);
        ScriptOps operators = TorchEngine.of(arrays[0]).operators(Precision.FLOAT32);
        Pass pass = training ? Pass.training(operators) : Pass.inference(operators);
        return new NDList(apply(pass, arrays));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        NDManager parent = getParameters().get(0).getValue().getArray().getManager();
        try (NDManager manager = parent.newSubManager()) {
            NDList inputs = new NDList();
            for (Shape shape : inputShapes) {
                inputs.add(manager.zeros(shape));
            }
            NDArray output = forwardInternal(null, inputs, false, null).head();
            return new Shape[] {output.getShape()};
        }
    }
}
