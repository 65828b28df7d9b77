package sc.fiji.diffseg.segment;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import ij.gui.Roi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.PlaneScaler;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.image.ValueRange;
import sc.fiji.diffseg.model.Hashes;
import sc.fiji.diffseg.report.Outlines;
import sc.fiji.diffseg.report.Overlay;

/**
 * The files that are written for one image of a batch; see {@link FolderSegmenter}. The record is
 * finished last, so that where it is all others are, too; until then it says that it is not.
 */
final class ResultFiles {

    /** What a display leaves out at both ends where the pixel type says nothing about contrast. */
    private static final Scaling CONTRAST = Scaling.percentile(0.35, 99.65);

    private static final String RECORD = ".json";

    /** Of a record: that this program began to write files, and has perhaps not written all. */
    private static final String UNFINISHED = "unfinished";

    /** Of a record: the hash of the file with labels or mask. */
    private static final String HASH = "segmentation_sha256";

    private static final Pattern ENDS =
            Pattern.compile(
                    "(-(labels|mask|probability|uncertainty)\\.tif|-overlay(-[0-9]{4,})?\\.png"
                            + "|-rois\\.zip|-samples\\.csv|\\.json)$");

    private final OutputFolder output;
    private final FolderOptions options;

    ResultFiles(OutputFolder output, FolderOptions options) {
        this.output = output;
        this.options = options;
    }

    /** The file with the record of an image. */
    static String record(InputFile input) {
        return input.name() + RECORD;
    }

    /** The file with an image's labels or mask. */
    static String segmentation(InputFile input, OutputType type) {
        return input.name() + (type == OutputType.LABELS ? "-labels.tif" : "-mask.tif");
    }

    /** Whether a record is of files that a process was writing when it was ended by force. */
    static boolean isUnfinished(JsonObject record) {
        return record.has(UNFINISHED);
    }

    /** The hash of the segmentation that a record is of; empty in records of earlier versions. */
    static Optional<String> segmentationHash(JsonObject record) {
        return Optional.ofNullable(record.get(HASH))
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString);
    }

    /** The name of the image that a file of results belongs to; empty if it is none. */
    static Optional<String> imageOf(String file) {
        String name = ENDS.matcher(file).replaceFirst("");
        return name.equals(file) ? Optional.empty() : Optional.of(name);
    }

    /**
     * The files that are wanted of an image besides its record.
     *
     * @param planes number of its planes
     * @param fused whether masks of samples are fused
     */
    List<String> wanted(InputFile input, SegmentationSettings settings, int planes, boolean fused) {
        String name = input.name();
        List<String> files = new ArrayList<>(List.of(segmentation(input, settings.output())));
        if (settings.probability()) {
            files.add(name + "-probability.tif");
        }
        if (settings.uncertainty()) {
            files.add(name + "-uncertainty.tif");
        }
        for (int i = 0; options.overlay() && i < planes; i++) {
            files.add(overlay(name, i, planes));
        }
        if (options.rois()) {
            files.add(name + "-rois.zip");
        }
        if (fused) {
            files.add(name + "-samples.csv");
        }
        return files;
    }

    /** What may be written of an image whose number of planes is not known, its record as well. */
    List<String> possible(InputFile input, SegmentationSettings settings) {
        List<String> files = new ArrayList<>(List.of(record(input)));
        files.addAll(wanted(input, settings, 1, true));
        if (options.overlay()) {
            files.add(overlay(input.name(), 0, 2));
        }
        return files;
    }

    private static String overlay(String name, int plane, int planes) {
        return name + "-overlay" + (planes == 1 ? "" : "-%04d".formatted(plane + 1)) + ".png";
    }

    /**
     * Writes what is wanted of an image. What is there of it that was made otherwise goes, so that
     * nothing of two models or settings lies together; maps that were made in the same way stay.
     *
     * @param sha256 hash of the image's file
     */
    void save(InputFile input, String sha256, PlaneSource source, SegmentationResult result)
            throws IOException {
        JsonObject record = Provenance.of(source, options.channel(), result);
        record.getAsJsonObject("input").addProperty("sha256", sha256);
        JsonObject unfinished = record.deepCopy();
        unfinished.addProperty(UNFINISHED, true);
        clear(input, BatchIdentity.ofRecord(record));
        // Or a record would lie beside files that it is not of if this process were killed.
        output.text(record(input), Provenance.text(unfinished));
        write(input, source, result);
        String segmentation = segmentation(input, result.settings().output());
        record.addProperty(HASH, Hashes.sha256(output.path().resolve(segmentation), Progress.NONE));
        output.text(record(input), Provenance.text(record));
    }

    /** Takes away what there is of an image if it was, or may have been, made otherwise. */
    private void clear(InputFile input, Optional<BatchIdentity> now) throws IOException {
        Optional<JsonObject> record = output.read(record(input)).flatMap(BatchIdentity::parse);
        Optional<BatchIdentity> then = record.flatMap(BatchIdentity::ofRecord);
        boolean otherwise = then.isPresent() && !then.equals(now);
        if (otherwise || record.filter(ResultFiles::isUnfinished).isPresent() && then.isEmpty()) {
            JsonObject clearing = Provenance.software();
            clearing.addProperty(UNFINISHED, true);
            output.text(record(input), Provenance.text(clearing));
            output.deleteAll(
                    input.subfolder(),
                    file ->
                            !file.equals(plain(input) + RECORD)
                                    && imageOf(file).equals(Optional.of(plain(input))));
        }
    }

    /** What the names of an image's results begin with in their folder. */
    static String plain(InputFile input) {
        return input.name().substring(input.subfolder().length());
    }

    private void write(InputFile input, PlaneSource source, SegmentationResult result)
            throws IOException {
        String name = input.name();
        SegmentationImages images = new SegmentationImages(source, result);
        output.tiff(segmentation(input, result.settings().output()), images.segmentation());
        if (result.settings().probability()) {
            output.tiff(name + "-probability.tif", images.probability().orElseThrow());
        }
        if (result.settings().uncertainty()) {
            output.tiff(name + "-uncertainty.tif", images.uncertainty().orElseThrow());
        }
        if (options.overlay()) {
            saveOverlays(name, source, result);
        }
        if (options.rois()) {
            List<Roi> outlines = outlines(source, result);
            output.write(name + "-rois.zip", out -> Outlines.write(outlines, out));
        }
        if (images.sampleTable().isPresent()) {
            output.text(name + "-samples.csv", images.sampleTable().get().csv());
        }
    }

    private void saveOverlays(String name, PlaneSource source, SegmentationResult result)
            throws IOException {
        boolean eightBit = source.typeRange().equals(Optional.of(ValueRange.UINT8));
        Scaling display = eightBit ? Scaling.BY_TYPE : CONTRAST;
        PlaneScaler scaler = new PlaneScaler(source, display, Progress.NONE);
        for (int i = 0; i < source.planes(); i++) {
            output.png(
                    overlay(name, i, source.planes()),
                    Overlay.contours(scaler.plane(i).plane(), labels(result, i)));
        }
    }

    private static int[] labels(SegmentationResult result, int plane) {
        if (result.settings().output() == OutputType.LABELS) {
            return result.labels().get(plane);
        }
        boolean[] mask = result.masks().get(plane);
        int[] labels = new int[mask.length];
        for (int i = 0; i < mask.length; i++) {
            labels[i] = mask[i] ? 1 : 0;
        }
        return labels;
    }

    private List<Roi> outlines(PlaneSource source, SegmentationResult result) {
        List<Roi> outlines = new ArrayList<>();
        for (int i = 0; i < source.planes(); i++) {
            int[] labels =
                    result.settings().output() == OutputType.LABELS
                            ? result.labels().get(i)
                            : numbered(source, result, i, outlines.size());
            outlines.addAll(Outlines.of(labels, source, i, options.channel()));
        }
        return outlines;
    }

    /** The parts of a mask, counted on from those of the planes before. */
    private static int[] numbered(
            PlaneSource source, SegmentationResult result, int plane, int before) {
        return ConnectedComponents.of(
                        result.masks().get(plane),
                        source.width(),
                        source.height(),
                        result.settings().connectivity(),
                        0,
                        before)
                .labels();
    }
}
