package sc.fiji.diffseg.command;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.List;
import java.util.stream.Stream;

/** The images that are open, by their titles, where a command can also do without one. */
final class OpenImages {

    private OpenImages() {}

    /** What a dialog offers: none, and the titles. */
    static List<String> offered() {
        return Stream.concat(Stream.of(Choices.NONE), Stream.of(WindowManager.getImageTitles()))
                .distinct()
                .toList();
    }

    /** Whether words name no image. */
    static boolean isNone(String title) {
        return title.isBlank() || title.equalsIgnoreCase(Choices.NONE);
    }

    /**
     * The image of a title.
     *
     * @throws IllegalArgumentException in one sentence, if none is open that is called so
     */
    static ImagePlus named(String title) {
        ImagePlus image = WindowManager.getImage(title);
        if (image == null) {
            throw new IllegalArgumentException(
                    "No image called '%s' is open: open it, or give its title as it is."
                            .formatted(title));
        }
        return image;
    }
}
