package sc.fiji.diffseg.segment;

import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.network.ModelFamilies;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;

/**
 * What the user chooses for a segmentation.
 *
 * @param sampling how masks are drawn
 * @param fusion how several samples become one: their probabilities by the mean, or their masks,
 *     which are the samples cut at the sampling's threshold, by STAPLE or majority vote; empty for
 *     the way the model prefers
 * @param scaling how pixel values become [0,1]; empty for the way the model was trained with
 * @param framing how planes are put before the network
 * @param output labels or a mask
 * @param connectivity which pixels belong together
 * @param minimumArea parts of fewer pixels become background; 0 or 1 keeps all
 * @param batchSize tiles predicted at once; 0 for what suits the device
 * @param probability whether the map of probabilities is wanted
 * @param uncertainty whether the map of standard deviations is wanted, for which the sampling needs
 *     at least two samples
 * @param sampleMasks whether the mask of every single sample is wanted
 */
public record SegmentationSettings(
        SamplingSettings sampling,
        Optional<Fusion> fusion,
        Optional<Scaling> scaling,
        FramingChoice framing,
        OutputType output,
        Neighbourhood connectivity,
        int minimumArea,
        int batchSize,
        boolean probability,
        boolean uncertainty,
        boolean sampleMasks) {

    /** Everything as the model was made for, all parts as labels, no maps. */
    public static final SegmentationSettings DEFAULT =
            new SegmentationSettings(
                    SamplingSettings.MODEL,
                    Optional.empty(),
                    Optional.empty(),
                    FramingChoice.MODEL,
                    OutputType.LABELS,
                    Neighbourhood.EIGHT,
                    0,
                    0,
                    false,
                    false,
                    false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException in one sentence, if a value lies outside its range or two
     *     contradict each other
     */
    public SegmentationSettings {
        if (uncertainty && sampling.samples() == 1) {
            throw new IllegalArgumentException(
                    "The uncertainty is the scatter of several samples: ask for at least 2 samples,"
                            + " or for no uncertainty.");
        }
        if (fusion.orElse(Fusion.MEAN) != Fusion.MEAN && sampling.samples() == 1) {
            throw new IllegalArgumentException(
                    "Fusing by %s needs several samples: ask for at least 2."
                            .formatted(fusion.get().word()));
        }
        if (minimumArea < 0) {
            throw new IllegalArgumentException(
                    "The minimum area must not be negative, but is " + minimumArea + " pixels.");
        }
        if (batchSize < 0) {
            throw new IllegalArgumentException(
                    "The batch size must be at least 1, or 0 for automatic, but is "
                            + batchSize
                            + ".");
        }
    }

    /**
     * These settings with the model's own number of samples and sampler where they are left to it;
     * makes sure that the model can do this, which can be asked before its weights are loaded.
     *
     * @throws IllegalArgumentException in one sentence, if it cannot, or if no installed method
     *     reads the model
     */
    public SegmentationSettings resolvedFor(ModelDescription model) {
        return withSampling(ModelFamilies.named(model.family()).resolve(model, sampling));
    }

    /** These settings with another way of drawing masks. */
    public SegmentationSettings withSampling(SamplingSettings other) {
        return new SegmentationSettings(
                other,
                fusion,
                scaling,
                framing,
                output,
                connectivity,
                minimumArea,
                batchSize,
                probability,
                uncertainty,
                sampleMasks);
    }

    /** These settings with another fusion than the model's. */
    public SegmentationSettings withFusion(Fusion other) {
        return new SegmentationSettings(
                sampling,
                Optional.of(other),
                scaling,
                framing,
                output,
                connectivity,
                minimumArea,
                batchSize,
                probability,
                uncertainty,
                sampleMasks);
    }

    /** These settings with another scaling than the model's. */
    public SegmentationSettings withScaling(Scaling other) {
        return new SegmentationSettings(
                sampling,
                fusion,
                Optional.of(other),
                framing,
                output,
                connectivity,
                minimumArea,
                batchSize,
                probability,
                uncertainty,
                sampleMasks);
    }

    /** These settings with another framing. */
    public SegmentationSettings withFraming(FramingChoice other) {
        return new SegmentationSettings(
                sampling,
                fusion,
                scaling,
                other,
                output,
                connectivity,
                minimumArea,
                batchSize,
                probability,
                uncertainty,
                sampleMasks);
    }

    /** These settings with another output, parts of fewer pixels being background. */
    public SegmentationSettings withOutput(OutputType other, Neighbourhood parts, int minimum) {
        return new SegmentationSettings(
                sampling,
                fusion,
                scaling,
                framing,
                other,
                parts,
                minimum,
                batchSize,
                probability,
                uncertainty,
                sampleMasks);
    }

    /** These settings with another batch size; 0 for automatic. */
    public SegmentationSettings withBatchSize(int other) {
        return new SegmentationSettings(
                sampling,
                fusion,
                scaling,
                framing,
                output,
                connectivity,
                minimumArea,
                other,
                probability,
                uncertainty,
                sampleMasks);
    }

    /** These settings with the maps that are wanted. */
    public SegmentationSettings withMaps(
            boolean wantsProbability, boolean wantsUncertainty, boolean wantsSampleMasks) {
        return new SegmentationSettings(
                sampling,
                fusion,
                scaling,
                framing,
                output,
                connectivity,
                minimumArea,
                batchSize,
                wantsProbability,
                wantsUncertainty,
                wantsSampleMasks);
    }

    /** These settings for the record, in a fixed order of names. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("seed", sampling.seed());
        json.addProperty("samples", sampling.samples());
        json.addProperty("sampler", sampling.sampler());
        json.addProperty("steps", sampling.steps());
        json.addProperty("threshold", sampling.threshold());
        json.addProperty("precision", name(sampling.precision()));
        json.addProperty("fusion", fusion.map(Fusion::word).orElse("model"));
        json.addProperty("scaling", scaling.map(Scaling::name).orElse("model"));
        json.addProperty("framing", name(framing));
        json.addProperty("output", name(output));
        json.addProperty("connectivity", connectivity == Neighbourhood.FOUR ? 4 : 8);
        json.addProperty("minimum_area", minimumArea);
        json.addProperty("batch_size", batchSize);
        json.addProperty("probability", probability);
        json.addProperty("uncertainty", uncertainty);
        json.addProperty("sample_masks", sampleMasks);
        return json;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
