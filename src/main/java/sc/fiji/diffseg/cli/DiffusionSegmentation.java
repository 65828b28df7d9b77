package sc.fiji.diffseg.cli;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import sc.fiji.diffseg.FileTrouble;
import sc.fiji.diffseg.segment.Provenance;

/** The suite from a terminal. */
@Command(
        name = "diffusion-segmentation",
        description =
                "Segments images with diffusion models, fuses and measures masks, and trains such"
                        + " models.",
        subcommands = {
            Segment.class,
            Merge.class,
            Fuse.class,
            Measure.class,
            FineTune.class,
            Train.class,
            Models.class,
            Engine.class,
            Demo.class
        },
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
        CommandLine suite = new CommandLine(new DiffusionSegmentation());
        tellVersion(suite);
        return suite.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(DiffusionSegmentation::wrongUse)
                .setExecutionExceptionHandler(
                        (exception, line, parsed) -> {
                            line.getErr().println(sentence(exception));
                            return line.getCommandSpec().exitCodeOnExecutionException();
                        })
                .execute(arguments);
    }

    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().version(Provenance.version());
        command.getSubcommands().values().forEach(DiffusionSegmentation::tellVersion);
    }

    /** One sentence; the whole of the help would push it out of sight. */
    private static int wrongUse(ParameterException exception, String[] arguments) {
        CommandLine line = exception.getCommandLine();
        line.getErr().println(exception.getMessage());
        UnmatchedArgumentException.printSuggestions(exception, line.getErr());
        String name = line.getCommandSpec().qualifiedName();
        line.getErr().println("Try '" + name + " --help' for what there is.");
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String sentence(Exception exception) {
        if (exception instanceof IOException failure) {
            return FileTrouble.sentence(failure);
        }
        String message = exception.getMessage();
        return message == null ? "Failed: " + exception : message;
    }
}
