package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.NaturalOrder;

/**
 * The images and masks of one data set, matched by file name.
 *
 * <p>A mask belongs to the image whose name without extension it shares, with or without one of the
 * endings _mask, _masks, _segmentation, _seg, _label, _labels, _gt, _groundtruth (or with - or a
 * space for _, whatever the case); images may end in _image or _img likewise. Files that are no
 * images by their extension, and hidden ones, are passed over.
 *
 * @param pairs in natural order of their names, whatever the file system's order
 * @param imagesWithoutMask in natural order
 * @param masksWithoutImage in natural order
 */
public record PairedFolder(
        List<ImagePair> pairs, List<Path> imagesWithoutMask, List<Path> masksWithoutImage) {

    private static final List<String> MASK_ENDINGS =
            List.of("segmentation", "groundtruth", "labels", "label", "masks", "mask", "seg", "gt");
    private static final List<String> IMAGE_ENDINGS = List.of("image", "img");
    private static final Set<String> PLAIN_NAMES =
            Set.of("images", "image", "imgs", "img", "inputs", "input", "raw");

    /** Copies the lists. */
    public PairedFolder {
        pairs = List.copyOf(pairs);
        imagesWithoutMask = List.copyOf(imagesWithoutMask);
        masksWithoutImage = List.copyOf(masksWithoutImage);
    }

    /**
     * Matches two folders; the data set is named after the folder of the images, or after the one
     * above if that is just called "images" or the like.
     *
     * @param images folder of the images
     * @param masks folder of the masks; may be the same if the masks have one of the endings
     * @throws IOException with one sentence if a folder is missing, two files claim the same name,
     *     or nothing matches
     */
    public static PairedFolder scan(Path images, Path masks) throws IOException {
        return scan(images, masks, nameOf(images));
    }

    /**
     * Matches two folders.
     *
     * @param images folder of the images
     * @param masks folder of the masks; may be the same if the masks have one of the endings
     * @param dataSet name of the data set
     * @throws IOException as {@link #scan(Path, Path)}
     */
    public static PairedFolder scan(Path images, Path masks, String dataSet) throws IOException {
        Map<String, Path> imageFiles = byStem(imagesIn(images));
        Map<String, Path> maskFiles = byStem(imagesIn(masks));
        if (Files.isSameFile(images, masks)) {
            imageFiles.keySet().removeIf(stem -> !without(stem, MASK_ENDINGS).equals(stem));
            maskFiles.keySet().removeAll(imageFiles.keySet());
        }
        int imageCount = imageFiles.size();
        int maskCount = maskFiles.size();
        Map<String, String> matches = matches(imageFiles.keySet(), maskFiles.keySet());
        if (matches.isEmpty()) {
            throw new IOException(
                    ("None of the %d images in %s has a mask of the same name among the %d in %s;"
                                    + " name every mask as its image.")
                            .formatted(imageCount, images, maskCount, masks));
        }
        List<ImagePair> pairs = new ArrayList<>();
        matches.forEach(
                (image, mask) ->
                        pairs.add(
                                new ImagePair(
                                        imageFiles.remove(image),
                                        maskFiles.remove(mask),
                                        image,
                                        dataSet)));
        return new PairedFolder(
                pairs, List.copyOf(imageFiles.values()), List.copyOf(maskFiles.values()));
    }

    /** The mask's stem for every image's stem that has one; equal names go before similar ones. */
    private static Map<String, String> matches(Set<String> images, Set<String> masks)
            throws IOException {
        Map<String, String> matches = new TreeMap<>(NaturalOrder.INSTANCE);
        Map<String, List<String>> left = new HashMap<>();
        for (String mask : masks) {
            if (images.contains(mask)) {
                matches.put(mask, mask);
            } else {
                String key = without(mask, MASK_ENDINGS);
                left.computeIfAbsent(key, k -> new ArrayList<>()).add(mask);
            }
        }
        for (String image : images) {
            if (matches.containsKey(image)) {
                continue;
            }
            List<String> found = left.remove(without(image, IMAGE_ENDINGS));
            if (found == null) {
                continue;
            }
            if (found.size() > 1) {
                throw new IOException(
                        "The image %s has several masks: %s; keep one of them."
                                .formatted(image, String.join(", ", found)));
            }
            matches.put(image, found.get(0));
        }
        return matches;
    }

    private static Map<String, Path> byStem(List<Path> files) throws IOException {
        Map<String, Path> result = new TreeMap<>(NaturalOrder.INSTANCE);
        for (Path file : files) {
            Path other = result.put(stem(file), file);
            if (other != null) {
                throw new IOException(
                        "The files %s and %s have the same name but for the ending; remove one."
                                .formatted(other, file));
            }
        }
        return result;
    }

    private static List<Path> imagesIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("There is no folder " + folder + ".");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(ImageFiles::isNamedAsImage).toList();
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String without(String stem, List<String> endings) {
        String lower = stem.toLowerCase(Locale.ROOT);
        for (String ending : endings) {
            int at = stem.length() - ending.length() - 1;
            if (at > 0 && lower.endsWith(ending) && "_- .".indexOf(stem.charAt(at)) >= 0) {
                return stem.substring(0, at);
            }
        }
        return stem;
    }

    /** The name of a data set: that of its folder of images, or the one above "images". */
    public static String nameOf(Path images) {
        Path folder = images.toAbsolutePath().normalize();
        Path parent = folder.getParent();
        String name = folder.getFileName() == null ? "data" : folder.getFileName().toString();
        boolean plain = PLAIN_NAMES.contains(name.toLowerCase(Locale.ROOT));
        return plain && parent != null && parent.getFileName() != null
                ? parent.getFileName().toString()
                : name;
    }
}
