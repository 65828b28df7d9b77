package sc.fiji.diffseg.command;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    /** All of them, the current one first and then from the last opened to the first. */
    static List<ImagePlus> frontFirst() {
        List<ImagePlus> images = new ArrayList<>();
        images.add(WindowManager.getCurrentImage());
        int[] opened = WindowManager.getIDList();
        for (int i = opened == null ? 0 : opened.length; i > 0; i--) {
            images.add(WindowManager.getImage(opened[i - 1]));
        }
        return images.stream().filter(Objects::nonNull).distinct().toList();
    }

    /** Whether words name no image. */
    static boolean isNone(String title) {
        return title.isBlank() || title.equalsIgnoreCase(Choices.NONE);
    }

    /**
     * The image that a macro means by its title or its ID.
     *
     * @throws IllegalArgumentException in one sentence, if none is open that is called so
     */
    static ImagePlus ofMacro(String titleOrId) {
        boolean isId = titleOrId.matches("-[0-9]{1,9}");
        ImagePlus image = isId ? WindowManager.getImage(Integer.parseInt(titleOrId)) : null;
        return image == null ? named(titleOrId) : image;
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
