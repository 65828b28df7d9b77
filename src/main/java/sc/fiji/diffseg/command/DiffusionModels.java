package sc.fiji.diffseg.command;

import ij.IJ;
import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.InstalledModel;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.ColumnTable;
import sc.fiji.diffseg.segment.ModelInventory;
import sc.fiji.diffseg.segment.ModelRemoval;
import sc.fiji.diffseg.ui.ModelsWindow;

/**
 * Tells which models are installed, checks them and removes them: in a window, or in a macro by its
 * keys, which stay as they are.
 */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Diffusion Models...", weight = InMenu.MODELS)
        },
        initializer = "openTheWindowAtOnce")
public final class DiffusionModels extends JobCommand {

    private static final String LIST = "list";

    @Parameter(
            label = "Action",
            description = HouseholdTips.MODELS_ACTION,
            choices = {LIST, "verify", "self_test", "remove"},
            persist = false)
    private String action = LIST;

    @Parameter(
            label = "Model",
            description = HouseholdTips.MODELS_MODEL,
            required = false,
            persist = false)
    private String model = "";

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable models;

    private void openTheWindowAtOnce() {
        dialog().askNothing();
    }

    @Override
    void job(Progress progress) throws IOException {
        ModelInventory inventory = new ModelInventory(ModelStore.standard());
        String word = action.trim().toLowerCase(Locale.ROOT);
        boolean asked = !word.equals(LIST) || !model.isBlank();
        if (!asked && !IJ.isMacro() && !GraphicsEnvironment.isHeadless()) {
            ModelsWindow.open(inventory);
            return;
        }
        List<InstalledModel> meant = inventory.models(model);
        ColumnTable rows =
                switch (word) {
                    case LIST -> ModelInventory.list(meant);
                    case "verify" -> ModelInventory.verify(meant, progress);
                    case "self_test" -> ModelInventory.selfTest(meant, TorchEngine.AUTO, progress);
                    case "remove" -> {
                        remove(meant);
                        yield ModelInventory.list(inventory.models(""));
                    }
                    default ->
                            throw new IllegalArgumentException(
                                    "There is no action '%s': choose one of list, verify, self_test, remove."
                                            .formatted(action));
                };
        models = TableWindow.show(rows::addTo, "Diffusion Models");
        resolveOutput("models");
    }

    private void remove(List<InstalledModel> meant) throws IOException {
        if (model.isBlank() || meant.size() != 1) {
            throw new IllegalArgumentException(
                    "Removing needs the name of one model, or its folder if several have the name.");
        }
        List<Path> left = ModelRemoval.remove(meant.get(0));
        if (!left.isEmpty()) {
            IJ.log("Left, as it is no part of the model: " + left);
        }
    }
}
