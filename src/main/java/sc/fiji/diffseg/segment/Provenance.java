package sc.fiji.diffseg.segment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import ij.ImagePlus;
import java.util.Locale;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.image.ScalingUsed;

/**
 * The record that lies beside a saved result: everything needed to make it again. It holds no time
 * and no path, so the same machine and settings give the same bytes.
 */
public final class Provenance {

    private static final String SOFTWARE = "diffusion-segmentation";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Provenance() {}

    /**
     * The record of one result.
     *
     * @param channel channel that was segmented, counted from 1; 0 for all
     */
    public static JsonObject of(PlaneSource source, int channel, SegmentationResult result) {
        Execution execution = result.execution();
        JsonObject json = software();
        json.addProperty("pytorch", execution.pytorch());
        json.add("model", model(execution));
        json.add("input", input(source, channel));
        json.add("settings", result.settings().toJson());
        json.add("execution", execution(execution));
        json.addProperty("objects", result.objects());
        return json;
    }

    /** The beginning of a record: the program and its version. */
    static JsonObject software() {
        JsonObject json = new JsonObject();
        json.addProperty("software", SOFTWARE);
        json.addProperty("version", version());
        return json;
    }

    /** A record as text for a file. */
    public static String text(JsonObject record) {
        return GSON.toJson(record) + "\n";
    }

    /**
     * Writes the record of a result into its images, where Image &gt; Show Info shows it and from
     * where it goes into a TIFF.
     *
     * @param channel channel that was segmented, counted from 1; 0 for all
     * @param images any of them may be null
     */
    public static void attach(
            PlaneSource source, int channel, SegmentationResult result, ImagePlus... images) {
        String record = text(of(source, channel, result));
        for (ImagePlus image : images) {
            if (image != null) {
                image.setProperty("Info", record);
            }
        }
    }

    /** Whether an image has a record of this software, so that it is a result. */
    public static boolean isIn(ImagePlus image) {
        String info = image.getInfoProperty();
        return info != null && info.contains("\"software\": \"" + SOFTWARE + "\"");
    }

    /** This software's version; {@code development} outside its jar, where there is none. */
    public static String version() {
        String version = Provenance.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static JsonObject model(Execution execution) {
        JsonObject json = new JsonObject();
        json.addProperty("name", execution.modelName());
        json.addProperty("hash", execution.modelHash());
        return json;
    }

    private static JsonObject input(PlaneSource source, int channel) {
        JsonObject json = new JsonObject();
        json.addProperty("name", source.name());
        json.addProperty("width", source.width());
        json.addProperty("height", source.height());
        json.addProperty("slices", source.slices());
        json.addProperty("frames", source.frames());
        json.addProperty("channel", channel);
        json.addProperty("selection", source.selection().isPresent());
        return json;
    }

    private static JsonObject execution(Execution execution) {
        JsonObject json = new JsonObject();
        json.addProperty("device", execution.device());
        json.addProperty("precision", execution.precision().name().toLowerCase(Locale.ROOT));
        json.addProperty("threads", execution.threads());
        json.addProperty("batch_size", execution.batchSize());
        json.addProperty("fusion", execution.fusion().word());
        json.addProperty("framing", execution.framing());
        JsonArray scaling = new JsonArray();
        for (ScalingUsed used : execution.scaling()) {
            JsonObject plane = new JsonObject();
            plane.addProperty("rule", used.rule());
            plane.addProperty("min", used.min());
            plane.addProperty("max", used.max());
            scaling.add(plane);
        }
        json.add("scaling", scaling);
        execution.note().ifPresent(note -> json.addProperty("note", note));
        return json;
    }
}
