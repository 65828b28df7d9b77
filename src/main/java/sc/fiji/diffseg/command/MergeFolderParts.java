package sc.fiji.diffseg.command;

import ij.IJ;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.segment.FolderSummary;
import sc.fiji.diffseg.segment.PartMerge;

/**
 * Joins the tables of a folder that was segmented in parts. Its fields are the keys of macros:
 * their names and values stay as they are.
 */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Merge Folder Parts...", weight = InMenu.MERGE)
        },
        initializer = "spareMacrosTheDialog")
public final class MergeFolderParts extends JobCommand {

    @Parameter(visibility = ItemVisibility.MESSAGE, persist = false, required = false)
    private String hint = FolderTips.PARTS_HINT;

    @Parameter(
            label = "Folder of results",
            description = FolderTips.PARTS_FOLDER,
            style = "directory",
            required = false,
            persist = false)
    private File output_folder;

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable table;

    private void spareMacrosTheDialog() {
        dialog().fillIn();
    }

    @Override
    void job(Progress progress) throws IOException {
        FolderSummary summary = PartMerge.merge(Choices.folder(output_folder, "of the results"));
        table = TableWindow.show(summary::addTo, "Segmented folder");
        resolveOutput("table");
        summary.remarks().lines().forEach(IJ::log);
    }
}
