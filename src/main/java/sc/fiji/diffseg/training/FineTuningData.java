package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The images and masks that a user trains on.
 *
 * @param images folder of the images
 * @param masks folder of their masks; the same one if the masks' names have an ending
 * @param validationImages folder of the images kept for validation, if they lie in one of their own
 * @param validationMasks folder of their masks, likewise
 * @param validationFraction share of the pairs kept for validation if they have no folder of their
 *     own, above 0 and at most one half
 * @param split how they are chosen
 * @param groupBy what tells the groups of {@link Split.Mode#GROUPS}: the text that ends the group's
 *     name in an image's name, such as {@code _}, or {@code
 *     FILE.csv:COLUMN_OF_IMAGES:COLUMN_OF_GROUPS}
 * @param copied what fills the two folders first, if the images are open and no files
 */
public record FineTuningData(
        Path images,
        Path masks,
        Optional<Path> validationImages,
        Optional<Path> validationMasks,
        double validationFraction,
        Split.Mode split,
        String groupBy,
        Optional<StackCopy> copied) {

    private static final Pattern TABLE = Pattern.compile("(?i)(.+\\.csv):([^:]+):([^:]+)");

    /**
     * Checks the fraction.
     *
     * @throws IllegalArgumentException in one sentence, if it keeps nothing, or too much
     */
    public FineTuningData {
        if (!(validationFraction > 0 && validationFraction <= 0.5)) {
            throw new IllegalArgumentException(
                    "The validation fraction must be above 0 and at most 0.5, but is "
                            + validationFraction
                            + ".");
        }
        if (split == Split.Mode.GROUPS && groupBy.isEmpty()) {
            throw new IllegalArgumentException(
                    "To keep groups together, say what tells them: the text that ends a group's name"
                            + " in the images' names, such as _, or FILE.csv:IMAGES:GROUPS.");
        }
    }

    /**
     * Matches images and masks by name.
     *
     * @throws IOException in one sentence, if there is no folder or no pair in it
     */
    PairedFolder pairs() throws IOException {
        return PairedFolder.scan(images, masks);
    }

    /** The pairs kept for validation, if they lie in a folder of their own. */
    Optional<PairedFolder> validationPairs() throws IOException {
        return validationImages.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        PairedFolder.scan(
                                validationImages.get(),
                                validationMasks.orElse(validationImages.get())));
    }

    /** What the data are called: after their folder of images. */
    public String name() {
        return PairedFolder.nameOf(images);
    }

    /** How the groups are found, if images are split by groups. */
    Optional<Grouping> grouping() {
        if (split != Split.Mode.GROUPS) {
            return Optional.empty();
        }
        Matcher table = TABLE.matcher(groupBy);
        return Optional.of(
                table.matches()
                        ? new Grouping(
                                null,
                                null,
                                seenFromRoot(Path.of(table.group(1))),
                                table.group(2),
                                table.group(3))
                        : new Grouping(groupBy, null, null, null, null));
    }

    /** The deepest folder that all these lie in, or the image folder if there is none. */
    Path root() {
        Path root = absolute(images);
        for (Optional<Path> other :
                List.of(Optional.of(masks), validationImages, validationMasks)) {
            while (root != null && other.isPresent() && !absolute(other.get()).startsWith(root)) {
                root = root.getParent();
            }
        }
        return root == null ? absolute(images) : root;
    }

    /** A folder as a recipe names it: seen from the root, or absolute if that cannot be. */
    String seenFromRoot(Path folder) {
        Path absolute = absolute(folder);
        Path seen = absolute.startsWith(root()) ? root().relativize(absolute) : absolute;
        return seen.toString().replace('\\', '/');
    }

    private static Path absolute(Path folder) {
        return folder.toAbsolutePath().normalize();
    }
}
