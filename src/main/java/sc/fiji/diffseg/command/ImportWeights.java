package sc.fiji.diffseg.command;

import ij.IJ;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.ui.UIService;
import org.scijava.widget.Button;
import org.scijava.widget.FileListWidget;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.exchange.ImportReport;
import sc.fiji.diffseg.exchange.ImportSettings;
import sc.fiji.diffseg.exchange.WeightsImport;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.Averaging;
import sc.fiji.diffseg.network.ImportChoice;

/**
 * Makes a model of weights that others have published. Its fields are the keys of macros: their
 * names and values stay as they are.
 */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Import Weights...", weight = InMenu.IMPORT)
        },
        initializer = "spareMacrosTheDialog")
public final class ImportWeights extends JobCommand {

    @Parameter private UIService ui;

    @Parameter(label = "Files or folder", description = ImportTips.WEIGHTS_SOURCE, persist = false)
    private String source = "";

    @Parameter(label = "Choose...", description = ImportTips.CHOOSE_WEIGHTS, callback = "choose")
    private Button choose;

    @Parameter(
            label = "Weights",
            description = ImportTips.AVERAGING,
            choices = {"averaged", "raw"},
            persist = false)
    private String weights = "averaged";

    @Parameter(label = "Only this network", description = ImportTips.IMPORTED_PART, persist = false)
    private String part = "";

    @Parameter(label = "Check", description = ImportTips.CHECK_WEIGHTS, callback = "check")
    private Button check;

    @Parameter(visibility = ItemVisibility.MESSAGE, persist = false, required = false)
    private String recognised = DialogText.html("Choose files, and read here what they are.");

    @Parameter(label = "Name", description = ImportTips.MODEL_NAME, persist = false)
    private String name = "";

    @Parameter(label = "Licence", description = ImportTips.LICENSE, persist = false)
    private String license = "";

    @Parameter(label = "Citation", description = ImportTips.CITATION, persist = false)
    private String citation = "";

    @Parameter(label = "Half precision", description = ImportTips.HALF_PRECISION, persist = false)
    private boolean half_precision = false;

    @Parameter(label = "Only check", description = ImportTips.DRY_RUN, persist = false)
    private boolean dry_run = false;

    private void spareMacrosTheDialog() {
        dialog().fillIn();
    }

    /** Called by the button of the dialog. */
    private void choose() {
        List<File> files =
                ui.chooseFiles(null, List.of(), null, FileListWidget.FILES_AND_DIRECTORIES);
        if (files != null && !files.isEmpty()) {
            source = files.stream().map(File::getPath).collect(Collectors.joining(";"));
            name = "";
            license = "";
            citation = "";
            check();
        }
    }

    /** Called by the button of the dialog. */
    private void check() {
        try (WeightsImport opened = open()) {
            ImportReport report = new ImportReport(opened);
            IJ.log(report.text());
            recognised = DialogText.html(report.text());
            name = name.isBlank() ? opened.name() : name;
            license = license.isBlank() ? opened.recognition().license() : license;
        } catch (IOException | IllegalArgumentException e) {
            recognised = DialogText.html(e.getMessage());
        }
    }

    private WeightsImport open() throws IOException {
        if (source.isBlank()) {
            throw new IllegalArgumentException("Choose a file or a folder of weights to import.");
        }
        Averaging averaging = Choices.parse(Averaging.class, "kind of weights", weights);
        return WeightsImport.open(paths(), new ImportChoice(averaging, part.trim()));
    }

    private List<Path> paths() {
        Path whole = Path.of(source.trim());
        return Files.exists(whole)
                ? List.of(whole)
                : Arrays.stream(source.split(";")).map(String::trim).map(Path::of).toList();
    }

    @Override
    void job(Progress progress) throws IOException {
        try (WeightsImport opened = open()) {
            IJ.log(new ImportReport(opened).text());
            if (!dry_run) {
                ImportSettings settings =
                        new ImportSettings(name, license, citation, half_precision);
                ModelFolder model = opened.write(settings, opened.folder(settings), progress);
                IJ.log(
                        "Imported as '%s' into %s"
                                .formatted(model.description().name(), model.folder()));
            }
        }
    }
}
