package sc.fiji.diffseg.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Segments folders of images with several models and compares with truth. */
@Command(
        name = "demo",
        description =
                "For every pair NAME=MODEL: segments DIR/NAME/images with the model and compares with"
                        + " DIR/NAME/labels.",
        mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder of the folders of images.")
    private Path folder;

    @Option(
            names = {"-w", "--with"},
            required = true,
            paramLabel = "NAME=MODEL",
            description = "A folder and a model for it; may be given several times.")
    private List<String> pairs;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder for the results, one folder NAME-MODEL in it for each pair.")
    private Path output;

    @Override
    public Integer call() {
        int worst = 0;
        for (String pair : pairs) {
            String[] parts = pair.split("=");
            if (parts.length != 2) {
                throw new ParameterException(
                        spec.commandLine(), "'" + pair + "' is no pair NAME=MODEL.");
            }
            Path images = folder.resolve(parts[0]);
            int code =
                    DiffusionSegmentation.run(
                            "segment",
                            images.resolve("images").toString(),
                            "--truth",
                            images.resolve("labels").toString(),
                            "--model",
                            parts[1],
                            "--output",
                            output.resolve(parts[0] + "-" + parts[1]).toString(),
                            "--samples",
                            "4",
                            "--uncertainty",
                            "--overlay",
                            "--redo");
            worst = Math.max(worst, code);
        }
        return worst;
    }
}
