package sc.fiji.diffseg.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.image.Plane;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.segment.FramingChoice;
import sc.fiji.diffseg.segment.PlanePrediction;
import sc.fiji.diffseg.segment.PlanePredictor;

/** Segments a few validation images for the user to look at, drawing every mask several times. */
final class Previews {

    private static final int SAMPLES = 4;
    private static final int BATCH = 4;

    private final Recipe recipe;
    private final List<ImagePair> pairs;

    /**
     * Prepares previews.
     *
     * @param pairs some of which, evenly spread, are shown
     */
    Previews(Recipe recipe, List<ImagePair> pairs) {
        this.recipe = recipe;
        this.pairs = pairs;
    }

    /**
     * Segments some images.
     *
     * @param most how many at most
     */
    List<Preview> make(SegmentationModel model, int most, Progress progress) throws IOException {
        SamplingSettings sampling = sampling(model);
        PlanePredictor predictor = new PlanePredictor(model, sampling, BATCH);
        List<Preview> previews = new ArrayList<>();
        for (ImagePair pair : Validation.spread(pairs, most)) {
            progress.checkCancelled();
            LabelledPlane truth = pair.load(recipe.scaling());
            Plane plane = truth.plane();
            PlanePrediction made =
                    predictor.predict(
                            plane,
                            0,
                            recipe.framing(FramingChoice.MODEL, plane.width(), plane.height()),
                            progress.unreported());
            previews.add(
                    new Preview(
                            pair.name(),
                            plane,
                            truth.mask(),
                            made.probability(),
                            made.deviation()
                                    .orElseGet(() -> new float[made.probability().length])));
        }
        return previews;
    }

    private SamplingSettings sampling(SegmentationModel model) {
        SamplingSettings one =
                SamplingSettings.DEFAULT.withSeed(recipe.seed()).withPrecision(recipe.precision());
        try {
            model.check(one.withSamples(SAMPLES));
            return one.withSamples(SAMPLES);
        } catch (IllegalArgumentException e) {
            // A network without randomness, as UniSegDiff's first, always draws the same mask.
            return one;
        }
    }
}
