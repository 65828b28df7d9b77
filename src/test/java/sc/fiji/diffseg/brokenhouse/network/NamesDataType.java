package sc.fiji.diffseg.brokenhouse.network;

import ai.djl.ndarray.types.DataType;

/** Chooses an arithmetic. */
public class NamesDataType {
    String name() {
        return DataType.FLOAT64.name();
    }
}
