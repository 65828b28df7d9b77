package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import sc.fiji.diffseg.segment.PartMerge;

/** Joins the tables of a batch that was segmented in parts. */
@Command(
        name = "merge",
        description = {
            "Joins the tables of images that 'segment --part I --parts N' has segmented: writes"
                    + " summary.csv and scores.csv, as one process would have.",
            "Parts that were made with another model, other settings or other files are refused."
        },
        footer = {
            "",
            "Exit code: 0 all images are done, 1 some could not be segmented, or the parts do not"
                    + " fit, 2 wrong use."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class Merge implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The output folder of the parts.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        return Segment.tell(PartMerge.merge(output));
    }
}
