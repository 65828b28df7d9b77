package sc.fiji.diffseg.brokenhouse.segment;

/** Changes Fiji for everybody. */
public class WritesProperty {
    void write() {
        System.setProperty("user.dir", "/");
    }
}
