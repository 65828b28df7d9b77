package sc.fiji.diffseg.brokenhouse.segment;

import ai.djl.engine.Engine;

/** Starts what another package guards. */
public class StartsPyTorch {
    Engine start() {
        return Engine.getInstance();
    }
}
