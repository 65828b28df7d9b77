package sc.fiji.diffseg.segment;

import java.util.Optional;

/**
 * What a batch does besides segmenting.
 *
 * @param channel channel to segment, counted from 1; 0 for all
 * @param overlay whether pictures of the contours on the image are written
 * @param rois whether the outlines of the parts are written as a ZIP file for the ROI Manager
 * @param truth true masks to compare with
 */
public record FolderOptions(
        int channel, boolean overlay, boolean rois, Optional<TruthFolder> truth) {

    /** Labels or masks of all channels, and nothing else. */
    public static final FolderOptions PLAIN = new FolderOptions(0, false, false, Optional.empty());

    /** The same, compared with true masks. */
    public FolderOptions with(TruthFolder masks) {
        return new FolderOptions(channel, overlay, rois, Optional.of(masks));
    }
}
