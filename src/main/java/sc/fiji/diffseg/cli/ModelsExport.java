package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sc.fiji.diffseg.ConsoleProgress;
import sc.fiji.diffseg.engine.ProcessEnd;
import sc.fiji.diffseg.exchange.WeightsExport;
import sc.fiji.diffseg.model.ModelStore;

/** Exports a model for the programs of its method's authors. */
@Command(
        name = "export",
        description =
                "Writes a model as its method's authors publish theirs, so that their programs can"
                        + " read it. A LEAF model becomes a folder for LeafPipeline.from_pretrained.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ModelsExport implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "Name or folder of the model.")
    private String model;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder to write; must not exist yet.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        try (ConsoleProgress progress = new ConsoleProgress(System.err);
                ProcessEnd.Job job = ProcessEnd.job(progress::cancel)) {
            WeightsExport.write(ModelStore.standard().find(model), output, progress);
        }
        return 0;
    }
}
