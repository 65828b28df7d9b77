package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sc.fiji.diffseg.ConsoleProgress;
import sc.fiji.diffseg.engine.EngineFlavor;
import sc.fiji.diffseg.engine.EngineInstaller;
import sc.fiji.diffseg.engine.ProcessEnd;

/** Installs PyTorch's native libraries. */
@Command(
        name = "install",
        description = {
            "Installs PyTorch's native libraries, for the Fiji that -Dij.dir names or else for you.",
            "What is downloaded for CPUs is checked by SHA-256; a download that stopped goes on where"
                    + " it was. Proxies: -Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT, and"
                    + " -Dhttps.proxyUser=NAME -Dhttps.proxyPassword=PASSWORD if need be."
        },
        footer = {
            "",
            "Exit code: 0 done, 1 failed, 2 wrong use.",
            "",
            "Example: engine install --from pytorch-native-cpu-2.7.1-linux-x86_64.jar"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class EngineInstall implements Callable<Integer> {

    @Parameters(
            paramLabel = "FLAVOR",
            arity = "0..1",
            defaultValue = "cpu",
            description =
                    "cpu; cuda for NVIDIA graphics cards, from a folder you have; or cuda_download,"
                            + " which lets DJL download it, some gigabytes that are not checked"
                            + " (default: ${DEFAULT-VALUE}).")
    private EngineFlavor flavor;

    @Option(
            names = "--from",
            defaultValue = "",
            paramLabel = "FILE|DIR|URL",
            description =
                    "The jar of PyTorch's libraries, a folder with it or with the libraries, or the"
                            + " address of the jar or of a Maven repository (default for cpu: Maven"
                            + " Central).")
    private String source;

    @Override
    public Integer call() throws IOException {
        try (ConsoleProgress progress = new ConsoleProgress(System.err);
                ProcessEnd.Job job = ProcessEnd.job(progress::cancel)) {
            String done = new EngineInstaller().install(flavor, source, progress);
            progress.close();
            System.out.println(done);
        }
        return 0;
    }
}
