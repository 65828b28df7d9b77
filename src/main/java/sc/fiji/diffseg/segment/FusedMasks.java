package sc.fiji.diffseg.segment;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import ij.ImagePlus;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.fusion.StapleSettings;
import sc.fiji.diffseg.image.MaskSamples;
import sc.fiji.diffseg.image.ResultImages;
import sc.fiji.diffseg.image.ResultLayout;
import sc.fiji.diffseg.image.SampleAxis;

/**
 * What {@link MaskFusion} made, as ImageJ images with the size, the other axes and the calibration
 * of the masks, and their title with a suffix; the record of how they were made is in their info.
 * Each call makes new images.
 */
public final class FusedMasks {

    /** What a {@link #record()} has that others lack. */
    static final String FUSION = "fusion";

    private final MaskSamples samples;
    private final MaskFusionSettings settings;
    private final List<boolean[]> masks;
    private final List<float[]> probability;
    private final List<float[]> uncertainty;
    private final SampleTable table;
    private final ResultImages images;

    FusedMasks(
            MaskSamples samples,
            MaskFusionSettings settings,
            List<boolean[]> masks,
            List<float[]> probability,
            List<float[]> uncertainty,
            SampleTable table) {
        this.samples = samples;
        this.settings = settings;
        this.masks = masks;
        this.probability = probability;
        this.uncertainty = uncertainty;
        this.table = table;
        images = new ResultImages(samples.layout());
    }

    /** The consensus: 255 for foreground, 0 for background. */
    public ImagePlus consensus() {
        return recorded(images.consensus(masks));
    }

    /** The probability of foreground, if it was wanted. */
    public Optional<ImagePlus> probability() {
        return probability.isEmpty()
                ? Optional.empty()
                : Optional.of(recorded(images.probability(probability)));
    }

    /** The standard deviation of the masks, from 0 to 0.5, if it was wanted. */
    public Optional<ImagePlus> uncertainty() {
        return uncertainty.isEmpty()
                ? Optional.empty()
                : Optional.of(recorded(images.uncertainty(uncertainty)));
    }

    /** How well every sample agrees with the consensus. */
    public SampleTable table() {
        return table;
    }

    private ImagePlus recorded(ImagePlus image) {
        image.setProperty("Info", Provenance.text(record()));
        return image;
    }

    /** Everything needed to make the images again, without time and paths. */
    public JsonObject record() {
        JsonObject json = Provenance.software();
        json.add("input", input());
        JsonObject fusion = new JsonObject();
        fusion.addProperty("method", settings.method().word());
        if (settings.method() == Fusion.STAPLE) {
            StapleSettings staple = StapleSettings.DEFAULT;
            fusion.addProperty("prior", staple.prior());
            fusion.addProperty("sensitivity", staple.sensitivity());
            fusion.addProperty("false_positive_rate", staple.falsePositiveRate());
            fusion.addProperty("iterations", staple.iterations());
        }
        json.add(FUSION, fusion);
        return json;
    }

    private JsonObject input() {
        ResultLayout layout = samples.layout();
        JsonObject json = new JsonObject();
        json.addProperty("name", layout.name());
        json.addProperty("width", layout.width());
        json.addProperty("height", layout.height());
        json.addProperty("channels", layout.channels());
        json.addProperty("slices", layout.slices());
        json.addProperty("frames", layout.frames());
        json.addProperty("selection", samples.selection().isPresent());
        json.addProperty("sample_axis", samples.axis().map(SampleAxis::word).orElse("files"));
        JsonArray names = new JsonArray();
        for (int sample = 0; sample < samples.samples(); sample++) {
            names.add(samples.label(0, sample));
        }
        json.add("samples", names);
        return json;
    }
}
