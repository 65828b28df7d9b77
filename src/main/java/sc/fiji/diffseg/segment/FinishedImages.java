package sc.fiji.diffseg.segment;

import com.google.gson.JsonObject;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.measure.Overlap;
import sc.fiji.diffseg.model.Hashes;

/** The images of a batch that an earlier run has already done. */
final class FinishedImages {

    private static final String FOREIGN =
            "%s is there and was not written by this program: choose another folder for the results, or have what is done done again.";

    private static final String CHANGED =
            "%s was changed since this program wrote it: choose another folder for the results, or have what is done done again.";

    private final OutputFolder output;
    private final FolderOptions options;
    private final SegmentationSettings settings;
    private final ResultFiles files;

    /**
     * Images that are done as they would be done now.
     *
     * @param settings with the model's own choices filled in
     */
    FinishedImages(OutputFolder output, FolderOptions options, SegmentationSettings settings) {
        this.output = output;
        this.options = options;
        this.settings = settings;
        files = new ResultFiles(output, options);
    }

    /**
     * Makes sure that there are no results of these images that were made in another way.
     *
     * @throws IOException in one sentence that names the first difference
     */
    void requireMadeWith(BatchIdentity now, List<InputFile> inputs) throws IOException {
        for (InputFile input : inputs) {
            Optional<BatchIdentity> then = record(input).flatMap(BatchIdentity::ofRecord);
            Optional<String> difference = then.flatMap(made -> made.differenceFrom(now));
            if (difference.isPresent()) {
                throw new IOException(
                        "%s already holds results that were made otherwise (of %s %s): choose another output folder, or have what is done done again."
                                .formatted(output.path(), input.label(), difference.get()));
            }
        }
    }

    private Optional<JsonObject> record(InputFile input) throws IOException {
        return output.read(ResultFiles.record(input)).flatMap(BatchIdentity::parse);
    }

    /**
     * What became of an image, if its file is still the same and nothing that is wanted is missing,
     * or if it cannot be done because something of the user's would be lost.
     *
     * @throws IOException in one sentence, if a record is there but cannot be read
     */
    Optional<ImageOutcome> outcome(InputFile input) throws IOException {
        Optional<ImageOutcome> done = done(input);
        return done.isPresent()
                ? done
                : obstacle(input).map(problem -> ImageOutcome.failed(input, problem));
    }

    private Optional<ImageOutcome> done(InputFile input) throws IOException {
        Optional<JsonObject> record = record(input);
        if (record.isEmpty()
                || ResultFiles.isUnfinished(record.get())
                || BatchIdentity.ofRecord(record.get()).isEmpty()) {
            return Optional.empty();
        }
        try {
            return isComplete(input, record.get())
                    ? Optional.of(outcome(input, record.get()))
                    : Optional.empty();
        } catch (RuntimeException e) {
            // A field is missing or of another kind: the image is done again.
            return Optional.empty();
        }
    }

    private boolean isComplete(InputFile input, JsonObject record) throws IOException {
        JsonObject image = record.getAsJsonObject("input");
        int planes = image.get("slices").getAsInt() * image.get("frames").getAsInt();
        String fusion = record.getAsJsonObject("execution").get("fusion").getAsString();
        boolean fused = Fusion.of(fusion) != Fusion.MEAN;
        return files.wanted(input, settings, planes, fused).stream().allMatch(output::has)
                && image.has("sha256")
                && image.get("sha256")
                        .getAsString()
                        .equals(Hashes.sha256(input.file(), Progress.NONE));
    }

    /** A sentence, if files would be replaced that this program did not write as they are. */
    private Optional<String> obstacle(InputFile input) throws IOException {
        Optional<JsonObject> record = record(input);
        if (record.filter(ResultFiles::isUnfinished).isPresent()) {
            return Optional.empty();
        }
        String segmentation = ResultFiles.segmentation(input, settings.output());
        if (record.flatMap(BatchIdentity::ofRecord).isPresent()) {
            Optional<String> hash = ResultFiles.segmentationHash(record.get());
            return hash.isPresent() && output.has(segmentation) && !hash.equals(hash(segmentation))
                    ? Optional.of(CHANGED.formatted(output.path().resolve(segmentation)))
                    : Optional.empty();
        }
        return files.possible(input, settings).stream()
                .filter(output::has)
                .map(file -> FOREIGN.formatted(output.path().resolve(file)))
                .findFirst();
    }

    private Optional<String> hash(String file) throws IOException {
        return Optional.of(Hashes.sha256(output.path().resolve(file), Progress.NONE));
    }

    private ImageOutcome outcome(InputFile input, JsonObject record) {
        Optional<Overlap> overlap;
        try {
            overlap = overlap(input, record.getAsJsonObject("input"));
        } catch (IOException e) {
            return ImageOutcome.failed(input, e.getMessage());
        }
        Optional<String> note =
                Optional.ofNullable(record.getAsJsonObject("execution").get("note"))
                        .map(sentence -> sentence.getAsString());
        return new ImageOutcome(
                input.label(),
                record.get("objects").getAsInt(),
                0,
                overlap,
                note,
                Optional.empty(),
                true);
    }

    private Optional<Overlap> overlap(InputFile input, JsonObject image) throws IOException {
        if (options.truth().isEmpty()) {
            return Optional.empty();
        }
        ImagePlus found =
                ImageFiles.open(
                        output.path().resolve(ResultFiles.segmentation(input, settings.output())));
        Optional<boolean[]> selection = Optional.empty();
        if (image.get("selection").getAsBoolean()) {
            ImagePlus original = ImageFiles.open(input.file());
            selection = new ImagePlusPlanes(original, options.channel()).selection();
        }
        return options.truth()
                .get()
                .compare(
                        input,
                        new TruthFolder.Found(
                                found.getWidth(),
                                found.getHeight(),
                                found.getStackSize(),
                                plane -> foreground(found.getStack().getProcessor(plane + 1)),
                                selection));
    }

    private static boolean[] foreground(ImageProcessor pixels) {
        boolean[] mask = new boolean[pixels.getPixelCount()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = pixels.getf(i) != 0;
        }
        return mask;
    }
}
