package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.MaskFiles;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.measure.Overlap;

/**
 * A folder with the true masks of images: label images or 0/255 masks, each called as its image but
 * for the ending, and in a sub-folder of the same name if its image lies in one. Files that are not
 * named as images, such as records beside them, are passed over.
 */
public final class TruthFolder {

    private final Path folder;
    private final Map<String, List<Path>> files;

    private TruthFolder(Path folder, Map<String, List<Path>> files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * Opens a folder.
     *
     * @throws IOException in one sentence, if there is none or it has a mask for none of the inputs
     */
    public static TruthFolder open(Path folder, List<InputFile> inputs) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("There is no folder %s with true masks.".formatted(folder));
        }
        Map<String, List<Path>> files = new HashMap<>();
        boolean deep = inputs.stream().anyMatch(input -> !input.subfolder().isEmpty());
        for (Path file : FolderFiles.of(folder, deep, within -> true).files()) {
            if (ImageFiles.isNamedAsImage(file)) {
                String stem = stem(FileChoice.relative(folder, file));
                files.computeIfAbsent(stem, s -> new ArrayList<>()).add(file);
            }
        }
        if (inputs.stream().noneMatch(input -> files.containsKey(stem(input.label())))) {
            throw new IOException(
                    "No file in %s is called as one of the images: give every true mask the name of its image."
                            .formatted(folder));
        }
        return new TruthFolder(folder, files);
    }

    private static String stem(String relative) {
        return FileChoice.stem(relative);
    }

    /**
     * Compares a result with the truth, over all planes together and inside the selection only.
     *
     * @return empty if there is no mask for this image
     * @throws IOException in one sentence, if the mask cannot be read or does not fit
     */
    Optional<Overlap> compare(InputFile input, PlaneSource source, SegmentationResult result)
            throws IOException {
        Found image =
                new Found(
                        source.width(),
                        source.height(),
                        source.planes(),
                        result::foreground,
                        source.selection());
        return compare(input, image);
    }

    /**
     * What was found in an image.
     *
     * @param foreground of every plane, row-major
     * @param selection the pixels that count, if not all do
     */
    record Found(
            int width,
            int height,
            int planes,
            IntFunction<boolean[]> foreground,
            Optional<boolean[]> selection) {}

    /** Compares what was found in an image with the truth in the same way. */
    Optional<Overlap> compare(InputFile input, Found image) throws IOException {
        String name = input.file().getFileName().toString();
        List<Path> found = files.getOrDefault(stem(input.label()), List.of());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.size() > 1) {
            throw new IOException(
                    "There are %d true masks of \"%s\" in %s: keep one of them."
                            .formatted(found.size(), name, folder));
        }
        List<MaskFiles.Mask> truth = MaskFiles.readAll(found.get(0));
        MaskFiles.Mask first = truth.get(0);
        if (truth.size() != image.planes()
                || first.width() != image.width()
                || first.height() != image.height()) {
            throw new IOException(
                    "The true mask %s has %d planes of %d x %d pixels, but \"%s\" has %d of %d x %d."
                            .formatted(
                                    found.get(0),
                                    truth.size(),
                                    first.width(),
                                    first.height(),
                                    name,
                                    image.planes(),
                                    image.width(),
                                    image.height()));
        }
        boolean[] inside = image.selection().orElse(null);
        Overlap sum = new Overlap(0, 0, 0, 0);
        for (int i = 0; i < truth.size(); i++) {
            boolean[] expected = selected(truth.get(i).pixels(), inside);
            sum = sum.plus(Overlap.of(image.foreground().apply(i), expected));
        }
        return Optional.of(sum);
    }

    private static boolean[] selected(byte[] mask, boolean[] inside) {
        boolean[] selected = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            selected[i] = mask[i] != 0 && (inside == null || inside[i]);
        }
        return selected;
    }
}
