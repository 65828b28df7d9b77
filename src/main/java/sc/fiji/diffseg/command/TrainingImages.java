package sc.fiji.diffseg.command;

import java.nio.file.Path;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.LabelledStack;
import sc.fiji.diffseg.training.PairedFolder;
import sc.fiji.diffseg.training.StackCopy;

/**
 * What a training learns from: folders, or images that are open.
 *
 * @param images folder of the images, unless they are open
 * @param masks folder of their masks; empty if they lie among the images
 * @param open the open images, unless they are files
 */
record TrainingImages(Optional<Path> images, Optional<Path> masks, Optional<LabelledStack> open) {

    /**
     * Understands what was chosen.
     *
     * @param stack title of an open image
     * @param labels title of the open image with its masks
     * @throws IllegalArgumentException in one sentence, if it is nothing, too much, or does not fit
     *     together
     */
    static TrainingImages of(
            Optional<Path> images, Optional<Path> masks, String stack, String labels) {
        boolean none = OpenImages.isNone(stack);
        if (none != OpenImages.isNone(labels)) {
            throw new IllegalArgumentException(
                    "An open image is learned together with its masks or labels: choose both.");
        }
        if (none && images.isEmpty()) {
            throw new IllegalArgumentException(
                    "Choose the folder of the images to train on, or an open image.");
        }
        if (none) {
            return new TrainingImages(images, masks, Optional.empty());
        }
        if (images.isPresent() || masks.isPresent()) {
            throw new IllegalArgumentException(
                    "Choose folders or open images to train on, not both.");
        }
        return new TrainingImages(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new LabelledStack(OpenImages.named(stack), OpenImages.named(labels))));
    }

    /** What they are called. */
    String name() {
        return open.map(LabelledStack::name).orElseGet(() -> PairedFolder.nameOf(images.get()));
    }

    /**
     * What makes files of open images.
     *
     * @param output folder of the model
     */
    Optional<StackCopy> copyTo(Path output, Progress progress) {
        return open.map(stack -> new StackCopy(stack, output, progress));
    }
}
