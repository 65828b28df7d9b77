package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** Joins the tables of a batch that several processes have done in parts. */
public final class PartMerge {

    private PartMerge() {}

    /**
     * Writes the tables of the whole batch, the same bytes that one process would have written.
     *
     * @param output the output folder of the parts
     * @return what became of all files, in their order
     * @throws IOException in one sentence, if a part is missing or damaged, or was made from other
     *     files, with another model or with other settings than the first
     */
    public static FolderSummary merge(Path output) throws IOException {
        int parts = parts(output);
        OutputFolder folder = OutputFolder.open(output, List.of());
        List<PartRecord> records = new ArrayList<>();
        for (int part = 1; part <= parts; part++) {
            PartRecord record = read(folder, part, parts);
            if (part > 1) {
                requireSame(records.get(0), record);
            }
            records.add(record);
        }
        List<ImageOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < records.get(0).files(); i++) {
            outcomes.add(records.get(i % parts).images().get(i / parts).outcome());
        }
        FolderSummary summary = new FolderSummary(outcomes);
        summary.write(folder);
        return summary;
    }

    private static int parts(Path output) throws IOException {
        Path place = output.resolve(PartRecord.FOLDER);
        Set<Integer> counts = new TreeSet<>();
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.list(place)) {
                files.map(file -> PartRecord.NAME.matcher(file.getFileName().toString()))
                        .filter(Matcher::matches)
                        .forEach(name -> counts.add(Integer.parseInt(name.group(1))));
            }
        }
        if (counts.isEmpty()) {
            throw new IOException(
                    "There are no parts in the folder %s: name the output folder of the parts."
                            .formatted(output));
        }
        if (counts.size() > 1) {
            throw new IOException(
                    "There are parts of batches of %s parts in %s: delete those that you do not want."
                            .formatted(counts, place));
        }
        return counts.iterator().next();
    }

    private static PartRecord read(OutputFolder folder, int part, int parts) throws IOException {
        String name = PartRecord.fileName(part, parts);
        Optional<String> text = folder.read(name);
        if (text.isEmpty()) {
            throw new IOException(
                    "Part %d of %d is missing from %s: run it first."
                            .formatted(part, parts, folder.path()));
        }
        return PartRecord.parse(text.get())
                .filter(record -> record.part() == part && record.parts() == parts)
                .orElseThrow(
                        () ->
                                new IOException(
                                        "The file %s is damaged: run part %d of %d again."
                                                .formatted(
                                                        folder.path().resolve(name), part, parts)));
    }

    private static void requireSame(PartRecord first, PartRecord other) throws IOException {
        BatchIdentity made = new BatchIdentity(other.made());
        Optional<String> difference = made.differenceFrom(new BatchIdentity(first.made()));
        if (difference.isEmpty() && !first.list().equals(other.list())) {
            difference = Optional.of("its list of files is another one");
        }
        if (difference.isPresent()) {
            throw new IOException(
                    "Part %d of %d does not fit part 1 (%s): run both in the same way."
                            .formatted(other.part(), other.parts(), difference.get()));
        }
    }
}
