package sc.fiji.diffseg.segment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sc.fiji.diffseg.measure.Overlap;
import sc.fiji.diffseg.model.Hashes;

/**
 * What a process leaves that has done one part of a batch, as JSON.
 *
 * @param part number of the part
 * @param parts how many there are
 * @param files number of files of the whole batch
 * @param list hash of their names in their order
 * @param made what it was made with; see {@link BatchIdentity}
 * @param images what became of the files of this part, in their order
 */
record PartRecord(
        int part, int parts, int files, String list, Map<String, String> made, List<Line> images) {

    /** Where the records lie in the output folder. */
    static final String FOLDER = "parts";

    /** Their names, with the number of parts as a group. */
    static final Pattern NAME = Pattern.compile("part-[0-9]+-of-([0-9]{1,9})\\.json");

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /**
     * What became of one file.
     *
     * @param overlap true positives, false positives, false negatives and true negatives, or null
     * @param note or null
     * @param problem or null
     */
    record Line(String file, int objects, List<Long> overlap, String note, String problem) {

        static Line of(ImageOutcome outcome) {
            List<Long> counts =
                    outcome.overlap()
                            .map(
                                    o ->
                                            List.of(
                                                    o.truePositives(),
                                                    o.falsePositives(),
                                                    o.falseNegatives(),
                                                    o.trueNegatives()))
                            .orElse(null);
            return new Line(
                    outcome.file(),
                    outcome.objects(),
                    counts,
                    outcome.note().orElse(null),
                    outcome.problem().orElse(null));
        }

        ImageOutcome outcome() {
            Optional<Overlap> counts =
                    Optional.ofNullable(overlap)
                            .map(o -> new Overlap(o.get(0), o.get(1), o.get(2), o.get(3)));
            return new ImageOutcome(
                    file,
                    objects,
                    0,
                    counts,
                    Optional.ofNullable(note),
                    Optional.ofNullable(problem),
                    false);
        }

        private boolean isSound() {
            return file != null && (overlap == null || overlap.size() == 4);
        }
    }

    /**
     * The record of a part.
     *
     * @param all the files of the whole batch
     */
    static PartRecord of(
            Part part, List<InputFile> all, BatchIdentity made, List<ImageOutcome> outcomes) {
        String names = all.stream().map(InputFile::label).collect(Collectors.joining("\n"));
        return new PartRecord(
                part.number(),
                part.count(),
                all.size(),
                Hashes.sha256(names),
                made.facts(),
                outcomes.stream().map(Line::of).toList());
    }

    /** The file it is written to. */
    static String fileName(int part, int parts) {
        return "%s/part-%d-of-%d.json".formatted(FOLDER, part, parts);
    }

    /**
     * Deletes what earlier runs say of a part that is about to run; if it is the whole, of all
     * parts.
     */
    static void deleteOutdated(OutputFolder output, Part part) throws IOException {
        if (part.isWhole()) {
            output.deleteAll(FOLDER, file -> NAME.matcher(file).matches());
        } else {
            output.delete(fileName(part.number(), part.count()));
        }
    }

    String json() {
        return GSON.toJson(this) + "\n";
    }

    /** Reads a record; empty if the text is none or contradicts itself. */
    static Optional<PartRecord> parse(String json) {
        try {
            return Optional.ofNullable(GSON.fromJson(json, PartRecord.class))
                    .filter(PartRecord::isSound);
        } catch (JsonParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isSound() {
        if (list == null || made == null || images == null || part < 1 || part > parts) {
            return false;
        }
        return images.stream().allMatch(line -> line != null && line.isSound())
                && images.size() == (files - part + parts) / parts;
    }
}
