package sc.fiji.diffseg.training;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.weights.AtomicFile;

/**
 * The splits of a training's data sets, in its work folder: whatever happens to the data or to the
 * recipe, no image changes sides while the training goes on.
 */
final class KeptSplits {

    private static final String SPLIT = "split";
    private static final String SUMMARY = "summary";
    private static final String SHA256 = "sha256";

    private final Path file;
    private final JsonObject kept;
    private final JsonObject now = new JsonObject();
    private final List<String> notices = new ArrayList<>();

    /** Makes a split where none is kept. */
    @FunctionalInterface
    interface Rule {
        /** As {@link Split#of}. */
        Split split() throws IOException;
    }

    /**
     * Reads what is kept.
     *
     * @param file may be absent
     * @param goesOn whether there is a training that goes on; otherwise what the file says is of no
     *     matter
     */
    KeptSplits(Path file, boolean goesOn) throws IOException {
        this.file = file;
        kept = goesOn && Files.exists(file) ? read(file) : new JsonObject();
    }

    private static JsonObject read(Path file) throws IOException {
        try {
            JsonObject json = Recipe.GSON.fromJson(Files.readString(file), JsonObject.class);
            if (json != null) {
                return json;
            }
        } catch (JsonParseException e) {
            throw unsound(file, e);
        }
        throw unsound(file, null);
    }

    private static IOException unsound(Path file, Exception cause) {
        return new IOException(
                "The splits in "
                        + file
                        + " are not valid JSON: begin the training anew with another work folder.",
                cause);
    }

    /**
     * The split of a data set: the one that is kept, or a new one.
     *
     * @param pairs those there are now
     * @param rule makes a new one
     * @throws IOException in one sentence, if pairs of the kept split are gone, or the training
     *     began without this data set
     */
    Split of(String dataSet, List<ImagePair> pairs, Rule rule) throws IOException {
        Split split;
        if (kept.size() == 0) {
            split = rule.split();
        } else if (!kept.has(dataSet)) {
            throw new IOException(
                    ("The training in %s began without the data set %s: train with another work"
                                    + " folder, or without that set.")
                            .formatted(file.getParent(), dataSet));
        } else {
            JsonObject entry = kept.getAsJsonObject(dataSet);
            split = Split.fromJson(entry.get(SPLIT).toString(), pairs, file.toString());
            tellOfNewPairs(dataSet, pairs.size() - all(split).size());
        }
        JsonObject entry = new JsonObject();
        entry.add(SPLIT, Recipe.GSON.fromJson(split.toJson(), JsonElement.class));
        now.add(dataSet, entry);
        return split;
    }

    private void tellOfNewPairs(String dataSet, int count) {
        if (count > 0) {
            notices.add(
                    ("%d image pairs of %s were added after this training began and are not used in"
                                    + " it; begin a new one to use them.")
                            .formatted(count, dataSet));
        }
    }

    /**
     * Checks that no data set has gone.
     *
     * @throws IOException in one sentence, if the training began with one that has had no {@link
     *     #of}
     */
    void requireAll() throws IOException {
        for (String dataSet : kept.keySet()) {
            if (!now.has(dataSet)) {
                throw new IOException(
                        ("The training in %s began with the data set %s, which the recipe no longer"
                                        + " names: name it again, or train with another work"
                                        + " folder.")
                                .formatted(file.getParent(), dataSet));
            }
        }
    }

    /** Every pair that a split names. */
    static List<ImagePair> all(Split split) {
        List<ImagePair> all = new ArrayList<>(split.training());
        all.addAll(split.validation());
        all.addAll(split.skipped());
        return all;
    }

    /**
     * What is kept of a data set's content, if it is still the same.
     *
     * @param sha256 of its files now
     */
    Optional<JsonObject> summary(String dataSet, String sha256) {
        if (!kept.has(dataSet) || !kept.getAsJsonObject(dataSet).has(SUMMARY)) {
            return Optional.empty();
        }
        JsonObject summary = kept.getAsJsonObject(dataSet).getAsJsonObject(SUMMARY);
        if (summary.get(SHA256).getAsString().equals(sha256)) {
            return Optional.of(summary);
        }
        notices.add(
                ("Image or mask files of %s changed after this training began: it goes on with them"
                                + " as they are now, with the same split.")
                        .formatted(dataSet));
        return Optional.empty();
    }

    /** Keeps what a data set is. */
    void keep(String dataSet, JsonObject summary) {
        now.getAsJsonObject(dataSet).add(SUMMARY, summary);
    }

    /** What the user should know, in sentences. */
    List<String> notices() {
        return List.copyOf(notices);
    }

    /** Writes all splits, replacing what is there. */
    void write() throws IOException {
        AtomicFile.write(file, (Recipe.GSON.toJson(now) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
