package sc.fiji.diffseg.command;

import ij.IJ;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.report.Citations;
import sc.fiji.diffseg.segment.Provenance;
import sc.fiji.diffseg.ui.CopyWindow;

/** Tells how to cite this software, its methods and the data of a model, as text and as BibTeX. */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Cite Diffusion Segmentation", weight = InMenu.CITE)
        },
        initializer = "offerAllModels")
public final class CiteDiffusionSegmentation extends JobCommand {

    @Parameter(
            label = "Model",
            description = HouseholdTips.CITED_MODEL,
            choices = {Choices.NONE},
            persist = false)
    private String model = Choices.NONE;

    @Parameter(type = ItemIO.OUTPUT)
    private String citations;

    private void offerAllModels() {
        List<String> names = new ArrayList<>(List.of(Choices.NONE));
        ModelStore.standard().list().stream()
                .flatMap(installed -> installed.description().stream())
                .map(ModelDescription::name)
                .distinct()
                .forEach(names::add);
        getInfo().getMutableInput("model", String.class).setChoices(names);
        if (IJ.isMacro() || names.size() == 1) {
            dialog().askNothing();
        }
        dialog().fillIn();
    }

    @Override
    void job(Progress progress) throws IOException {
        Optional<ModelDescription> cited =
                model.isBlank() || model.equalsIgnoreCase(Choices.NONE)
                        ? Optional.empty()
                        : Optional.of(ModelStore.standard().find(model).description());
        citations = Citations.text(Provenance.version(), cited);
        resolveOutput("citations");
        if (GraphicsEnvironment.isHeadless()) {
            IJ.log(citations);
        } else {
            CopyWindow.open("Cite Diffusion Segmentation", citations);
        }
    }
}
