package sc.fiji.diffseg.brokenhouse.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Does what only this package may do. */
public class May {
    NDArray array;

    NDArray start(NDArray in) {
        System.setProperty("ai.djl.offline", "true");
        Engine.getInstance();
        return in.toType(DataType.FLOAT32, false);
    }
}
