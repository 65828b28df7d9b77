package sc.fiji.diffseg.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import sc.fiji.diffseg.segment.FileChoice;
import sc.fiji.diffseg.segment.FolderOptions;
import sc.fiji.diffseg.segment.FolderRequest;
import sc.fiji.diffseg.segment.Part;

/** The options of a batch that say which files are segmented and what is written. */
final class FolderRequestOptions {

    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    @Option(
            names = {"-r", "--recursive"},
            description =
                    "Also the files in sub-folders; their results lie in sub-folders of the same"
                            + " names.")
    private boolean recursive;

    @Option(
            names = "--filter",
            defaultValue = "",
            paramLabel = "PATTERN",
            description =
                    "Of the files in folders only those with such names: '*.tif', '*.{png,jpg}', or a"
                            + " part of the name.")
    private String filter;

    @Option(
            names = "--truth",
            paramLabel = "DIR",
            description =
                    "Folder of true masks, called as their images: prints Dice and IoU, and writes"
                            + " scores.csv.")
    private Path truth;

    @Option(
            names = "--channel",
            defaultValue = "0",
            paramLabel = "C",
            description = "Channel to segment, from 1; 0 for all of a grey or RGB image" + DEFAULT)
    private int channel;

    @Option(names = "--overlay", description = "Also write NAME-overlay.png: image and contours.")
    private boolean overlay;

    @Option(
            names = "--rois",
            description = "Also write NAME-rois.zip: every object as a ROI for the ROI Manager.")
    private boolean rois;

    @Option(
            names = "--redo",
            description =
                    "Also do images that are done, and replace results that were made with another"
                            + " model or other settings.")
    private boolean redo;

    @Option(
            names = "--part",
            defaultValue = "1",
            paramLabel = "I",
            description =
                    "Do only the I-th of several parts of the files; 'merge' joins their tables"
                            + DEFAULT)
    private int part;

    @Option(
            names = "--parts",
            defaultValue = "1",
            paramLabel = "N",
            description = "How many parts there are" + DEFAULT)
    private int parts;

    /**
     * What was chosen.
     *
     * @throws IllegalArgumentException in one sentence, if a value lies outside its range
     */
    FolderRequest request(List<Path> inputs, Path output) {
        if (channel < 0) {
            throw new IllegalArgumentException(
                    "Channels are counted from 1, not from " + channel + ".");
        }
        return new FolderRequest(
                inputs,
                new FileChoice(recursive, filter, List.of()),
                output,
                Optional.ofNullable(truth),
                new FolderOptions(channel, overlay, rois, Optional.empty()),
                new Part(part, parts),
                redo);
    }
}
