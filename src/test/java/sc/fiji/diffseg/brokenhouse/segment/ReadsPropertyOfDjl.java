package sc.fiji.diffseg.brokenhouse.segment;

/** Depends on how the engine was set up. */
public class ReadsPropertyOfDjl {
    String read() {
        return System.getProperty("ai.djl.default_engine");
    }
}
