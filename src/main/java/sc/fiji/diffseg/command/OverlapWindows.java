package sc.fiji.diffseg.command;

import ij.IJ;
import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import sc.fiji.diffseg.segment.ColumnTable;

/**
 * Shows how well segmentations agree with the truth, in windows called as those of MorphoLibJ's
 * Label Overlap Measures. Without windows ImageJ has one table only, Results: the rows of the
 * images are added there for the macro, and images with problems are named in the log.
 */
final class OverlapWindows {

    private final String name;

    /** Windows whose titles begin with a name. */
    OverlapWindows(String name) {
        this.name = name;
    }

    /** Shows one row for every image, and returns the table for scripts. */
    ResultsTable images(ColumnTable rows) {
        if (GraphicsEnvironment.isHeadless()) {
            rows.addTo(ResultsTable.getResultsTable());
        }
        return show(rows, "-all-labels-overlap-measurements");
    }

    /** Shows one row for every label, if there are any. */
    ResultsTable labels(ColumnTable rows) {
        return show(rows, "-individual-labels-overlap-measurements");
    }

    /** Shows one row for every threshold, if there are any. */
    ResultsTable objects(ColumnTable rows) {
        return show(rows, "-object-matching");
    }

    /** Shows which images could not be measured, if there are any. */
    ResultsTable problems(ColumnTable rows) {
        if (GraphicsEnvironment.isHeadless() && !rows.isEmpty()) {
            IJ.log("Not measured:\n" + rows.csv());
        }
        return show(rows, "-overlap-problems");
    }

    private ResultsTable show(ColumnTable rows, String suffix) {
        if (rows.isEmpty()) {
            return null;
        }
        ResultsTable table = new ResultsTable();
        rows.addTo(table);
        if (!GraphicsEnvironment.isHeadless()) {
            table.show(name + suffix);
        }
        return table;
    }
}
