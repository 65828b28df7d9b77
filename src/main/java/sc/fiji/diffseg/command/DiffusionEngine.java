package sc.fiji.diffseg.command;

import ij.IJ;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.EngineFacts;
import sc.fiji.diffseg.engine.EngineFlavor;
import sc.fiji.diffseg.engine.EngineInstaller;
import sc.fiji.diffseg.engine.EngineUnavailableException;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.Provenance;
import sc.fiji.diffseg.ui.EngineWindow;

/**
 * Tells how PyTorch is on this computer, and installs it: in a window, or in a macro by its keys,
 * which stay as they are.
 */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Diffusion Engine...", weight = InMenu.ENGINE)
        },
        initializer = "openTheWindowAtOnce")
public final class DiffusionEngine extends JobCommand {

    private static final String NONE = "none";

    @Parameter(
            label = "Install",
            description = HouseholdTips.INSTALL,
            choices = {NONE, "cpu", "cuda", "cuda_download"},
            persist = false)
    private String install = NONE;

    @Parameter(
            label = "From",
            description = HouseholdTips.INSTALL_SOURCE,
            required = false,
            persist = false)
    private String source = "";

    @Parameter(label = "Try again", description = HouseholdTips.TRY_AGAIN, persist = false)
    private boolean try_again = false;

    @Parameter(
            label = "Release memory",
            description = HouseholdTips.RELEASE_MEMORY,
            persist = false)
    private boolean release_memory = false;

    private void openTheWindowAtOnce() {
        dialog().askNothing();
    }

    @Override
    void job(Progress progress) throws IOException {
        EngineInstaller installer = new EngineInstaller();
        if (try_again) {
            installer.tryAgain();
        }
        if (release_memory) {
            IJ.log(released());
        }
        if (!install.equalsIgnoreCase(NONE)) {
            EngineFlavor flavor = Choices.parse(EngineFlavor.class, "PyTorch", install);
            IJ.log(installer.install(flavor, source, progress));
        } else if (!release_memory) {
            show(progress);
        }
    }

    private static void show(Progress progress) {
        if (GraphicsEnvironment.isHeadless() || IJ.isMacro()) {
            IJ.log(factsAfterStart(progress));
        } else {
            EngineWindow.open(Provenance.version(), DiffusionEngine::released);
        }
    }

    private static String released() {
        return ModelKeeper.shared().release()
                ? "The model that was kept for the next run is closed."
                : "No model is kept that could be closed.";
    }

    /** The facts tell as well why it cannot be started. */
    private static String factsAfterStart(Progress progress) {
        progress.report(0, "Starting PyTorch");
        try {
            TorchEngine.start(TorchEngine.AUTO);
        } catch (EngineUnavailableException e) {
            IJ.log(e.getMessage());
        }
        return EngineFacts.now(Provenance.version()).text();
    }
}
