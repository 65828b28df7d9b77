package sc.fiji.diffseg.segment;

import java.util.Optional;

/**
 * What a batch does besides segmenting.
 *
 * @param channel channel to segment, counted from 1; 0 for all
 * @param overlay whether pictures of the contours on the image are written
 * @param truth true masks to compare with
 */
public record FolderOptions(int channel, boolean overlay, Optional<TruthFolder> truth) {}
