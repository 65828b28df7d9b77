package sc.fiji.diffseg.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The suite from a terminal. */
@Command(
        name = "diffusion-segmentation",
        description = "Segments images with diffusion models, and trains such models.",
        subcommands = {Train.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class DiffusionSegmentation {

    private DiffusionSegmentation() {}

    /** Runs a command and ends the process with its exit code: 0 done, 1 failed, 2 wrong use. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command. */
    static int run(String... arguments) {
        return new CommandLine(new DiffusionSegmentation())
                .setExecutionExceptionHandler(
                        (exception, line, parsed) -> {
                            line.getErr().println(sentence(exception));
                            return line.getCommandSpec().exitCodeOnExecutionException();
                        })
                .execute(arguments);
    }

    private static String sentence(Exception exception) {
        String message = exception.getMessage();
        return message == null ? "Failed: " + exception : message;
    }
}
