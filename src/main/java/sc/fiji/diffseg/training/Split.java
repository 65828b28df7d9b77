package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import sc.fiji.diffseg.image.NaturalOrder;
import sc.fiji.diffseg.weights.AtomicFile;

/**
 * Which pairs are trained on and which are kept for validation. Every data set is split by itself,
 * and the order of the pairs given does not matter.
 *
 * @param mode the rule
 * @param validationFraction share of each data set kept for validation, from 0 to below 1
 * @param seed which of the possible splits
 * @param training pairs to train on, in natural order
 * @param validation pairs to validate on, in natural order
 * @param skipped pairs used for neither, because they are too near to validation pairs
 */
public record Split(
        Mode mode,
        double validationFraction,
        long seed,
        List<ImagePair> training,
        List<ImagePair> validation,
        List<ImagePair> skipped) {

    /** How pairs are chosen for validation. */
    public enum Mode {
        /**
         * Up to eight contiguous blocks, spread evenly over the natural order, with some skipped
         * pairs at their borders: for numbered slices or frames, whose neighbours look alike.
         */
        BLOCKS,
        /** Each pair by a hash of its name: for images that have nothing to do with each other. */
        RANDOM,
        /** Whole groups, such as patients or sequences, by a hash of their names. */
        GROUPS
    }

    private static final Comparator<ImagePair> ORDER =
            Comparator.comparing(ImagePair::dataSet, NaturalOrder.INSTANCE)
                    .thenComparing(ImagePair::name, NaturalOrder.INSTANCE);

    /** Copies the lists. */
    public Split {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        skipped = List.copyOf(skipped);
    }

    /**
     * Splits by blocks or at random.
     *
     * @param pairs of one or more data sets, in any order
     * @param validationFraction from 0 (no validation) to below 1
     * @param mode {@link Mode#BLOCKS} or {@link Mode#RANDOM}
     * @param seed where the blocks begin, or what the names are hashed with
     * @throws IllegalArgumentException with one sentence if the fraction is out of range, a name
     *     occurs twice, or a data set is too small to leave pairs for training
     */
    public static Split of(List<ImagePair> pairs, double validationFraction, Mode mode, long seed) {
        if (mode == Mode.GROUPS) {
            throw new IllegalArgumentException("A split by groups needs the group of every pair.");
        }
        return split(pairs, validationFraction, mode, seed, ImagePair::name);
    }

    /**
     * Splits by groups, for example the patient or the sequence that a pair belongs to.
     *
     * @param pairs of one or more data sets, in any order
     * @param validationFraction from 0 (no validation) to below 1, reached as nearly as the groups
     *     allow
     * @param groupOf the group of a pair; groups do not reach over data sets
     * @param seed what the groups' names are hashed with
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Split byGroup(
            List<ImagePair> pairs,
            double validationFraction,
            Function<ImagePair, String> groupOf,
            long seed) {
        return split(pairs, validationFraction, Mode.GROUPS, seed, groupOf);
    }

    private static Split split(
            List<ImagePair> pairs,
            double fraction,
            Mode mode,
            long seed,
            Function<ImagePair, String> groupOf) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "The share of validation pairs must be from 0 to below 1, but is "
                            + fraction
                            + ".");
        }
        Map<String, List<ImagePair>> dataSets = new TreeMap<>(NaturalOrder.INSTANCE);
        for (ImagePair pair : sortedUnique(pairs)) {
            dataSets.computeIfAbsent(pair.dataSet(), d -> new ArrayList<>()).add(pair);
        }
        List<ImagePair> training = new ArrayList<>();
        List<ImagePair> validation = new ArrayList<>();
        List<ImagePair> skipped = new ArrayList<>();
        dataSets.forEach(
                (name, list) -> {
                    Part[] parts =
                            mode == Mode.BLOCKS
                                    ? SplitRules.blocks(list.size(), fraction, seed)
                                    : SplitRules.groups(
                                            list.stream().map(groupOf).toList(), fraction, seed);
                    int before = training.size();
                    for (int i = 0; i < parts.length; i++) {
                        switch (parts[i]) {
                            case TRAINING -> training.add(list.get(i));
                            case VALIDATION -> validation.add(list.get(i));
                            case SKIPPED -> skipped.add(list.get(i));
                        }
                    }
                    if (training.size() == before) {
                        throw new IllegalArgumentException(
                                ("The %d pairs of %s are too few to keep %s of them for validation;"
                                                + " add images or keep fewer.")
                                        .formatted(list.size(), name, fraction));
                    }
                });
        return new Split(mode, fraction, seed, training, validation, skipped);
    }

    private static List<ImagePair> sortedUnique(List<ImagePair> pairs) {
        List<ImagePair> sorted = pairs.stream().sorted(ORDER).toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (ORDER.compare(sorted.get(i - 1), sorted.get(i)) == 0) {
                throw new IllegalArgumentException(
                        "The name %s occurs twice in the data set %s; rename one of the images."
                                .formatted(sorted.get(i).name(), sorted.get(i).dataSet()));
            }
        }
        return sorted;
    }

    /** What becomes of a pair. */
    enum Part {
        TRAINING,
        VALIDATION,
        SKIPPED
    }

    /** The split as JSON: rule, and for every data set the names of its pairs. */
    public String toJson() {
        return SplitJson.write(this);
    }

    /** Writes {@link #toJson()} to a file, replacing what is there. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, toJson().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a split and finds its pairs again.
     *
     * @param file written by {@link #write}
     * @param pairs those there are now; the ones that the file does not name are left out
     * @throws IOException with one sentence if the file is no split or a pair it names is missing
     *     or named twice
     */
    public static Split read(Path file, List<ImagePair> pairs) throws IOException {
        return fromJson(Files.readString(file), pairs, file.toString());
    }

    /**
     * Finds the pairs of a split again.
     *
     * @param json from {@link #toJson}
     * @param pairs those there are now; the ones that the text does not name are left out
     * @param where where the text comes from, for error messages
     * @throws IOException with one sentence if the text is no split or a pair it names is missing
     *     or named twice
     */
    public static Split fromJson(String json, List<ImagePair> pairs, String where)
            throws IOException {
        return SplitJson.read(json, pairs, where);
    }
}
