package sc.fiji.diffseg.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sc.fiji.diffseg.engine.EngineFacts;
import sc.fiji.diffseg.engine.EngineInstaller;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.segment.Provenance;

/** Tells how PyTorch is on this computer. */
@Command(
        name = "engine",
        description = {
            "Starts PyTorch and tells what it is, where it lies and what it computes on.",
            "Without a subcommand nothing is installed, and the network is not used."
        },
        footer = {"", "Exit code: 0 PyTorch runs, 1 it does not, 2 wrong use."},
        subcommands = EngineInstall.class,
        mixinStandardHelpOptions = true)
final class Engine implements Callable<Integer> {

    @Option(
            names = "--try-again",
            description = "Load PyTorch once more though its libraries crashed Java.")
    private boolean tryAgain;

    @Override
    public Integer call() {
        if (tryAgain) {
            new EngineInstaller().tryAgain();
        }
        try {
            TorchEngine.start(TorchEngine.AUTO);
        } finally {
            System.out.print(EngineFacts.now(Provenance.version()).text());
        }
        return 0;
    }
}
