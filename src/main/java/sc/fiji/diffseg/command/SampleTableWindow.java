package sc.fiji.diffseg.command;

import ij.measure.ResultsTable;
import sc.fiji.diffseg.image.ResultImages;
import sc.fiji.diffseg.segment.SampleTable;

/** Shows how well samples agree with their consensus. */
final class SampleTableWindow {

    private SampleTableWindow() {}

    /**
     * Shows a table in a window of its own, called like the image with {@code -samples}. Without
     * windows ImageJ has one table only, Results, and the lines are added there for the macro.
     *
     * @param image title of the image that was fused
     * @return the table, for scripts
     */
    static ResultsTable show(SampleTable samples, String image) {
        return TableWindow.show(samples::addTo, ResultImages.stem(image) + "-samples");
    }
}
