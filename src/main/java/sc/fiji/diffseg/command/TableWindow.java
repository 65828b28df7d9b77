package sc.fiji.diffseg.command;

import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import java.util.function.Consumer;

/** Shows tables, with windows and without. */
final class TableWindow {

    private TableWindow() {}

    /**
     * Shows a table in a window of its own. Without windows ImageJ has one table only, Results, and
     * the lines are added there for the macro.
     *
     * @param lines adds the lines to a table
     * @return the table, for scripts
     */
    static ResultsTable show(Consumer<ResultsTable> lines, String title) {
        ResultsTable table = new ResultsTable();
        lines.accept(table);
        if (GraphicsEnvironment.isHeadless()) {
            lines.accept(ResultsTable.getResultsTable());
        } else {
            table.show(title);
        }
        return table;
    }
}
