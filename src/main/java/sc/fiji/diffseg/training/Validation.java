package sc.fiji.diffseg.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.Plane;
import sc.fiji.diffseg.measure.EmptyMasks;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.measure.Overlap;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.segment.FramingChoice;
import sc.fiji.diffseg.segment.PlaneFusion;
import sc.fiji.diffseg.segment.PlanePredictor;

/** Scores a model on images kept from training, at their own size, as users will run it. */
final class Validation {

    private static final int BATCH = 8;

    private final Recipe recipe;
    private final Map<String, List<ImagePair>> pairs;

    Validation(Recipe recipe, Map<String, List<ImagePair>> pairs) {
        this.recipe = recipe;
        this.pairs = pairs;
    }

    /**
     * Scores of a data set.
     *
     * @param dice mean over its images, both masks empty counting as 1
     * @param iou likewise
     */
    record Scores(MeanScore dice, MeanScore iou) {}

    /**
     * How masks are drawn.
     *
     * @param sampling seed and precision of which are the recipe's
     * @param fusion how several masks of an image become one
     * @param framing how an image is put before the network
     */
    record Drawing(SamplingSettings sampling, Fusion fusion, FramingChoice framing) {

        /** One mask per image, framed as in training. */
        static final Drawing ONE_MASK =
                new Drawing(SamplingSettings.DEFAULT, Fusion.MEAN, FramingChoice.MODEL);
    }

    /** Scores of every data set with one mask per image; nothing is reported. */
    Map<String, Scores> scores(SegmentationModel model, int most, Progress progress)
            throws IOException {
        return scores(model, Drawing.ONE_MASK, most, progress);
    }

    /**
     * Scores of every data set: means over its images, both masks empty counting as 1. Nothing is
     * reported.
     *
     * @param most images per data set, evenly spread over its order; 0 for all
     */
    Map<String, Scores> scores(
            SegmentationModel model, Drawing drawing, int most, Progress progress)
            throws IOException {
        SamplingSettings sampling =
                drawing.sampling.withSeed(recipe.seed()).withPrecision(recipe.precision());
        PlanePredictor predictor = new PlanePredictor(model, sampling, BATCH);
        PlaneFusion fuser = new PlaneFusion(drawing.fusion, sampling.threshold(), Optional.empty());
        Map<String, Scores> scores = new LinkedHashMap<>();
        for (Map.Entry<String, List<ImagePair>> entry : pairs.entrySet()) {
            List<ImagePair> images = spread(entry.getValue(), most);
            if (images.isEmpty()) {
                continue;
            }
            double[] dice = new double[images.size()];
            double[] iou = new double[images.size()];
            for (int i = 0; i < dice.length; i++) {
                progress.checkCancelled();
                Overlap overlap =
                        score(
                                predictor,
                                fuser,
                                drawing.framing,
                                images.get(i),
                                progress.unreported());
                dice[i] = overlap.dice(EmptyMasks.COUNT_AS_ONE);
                iou[i] = overlap.iou(EmptyMasks.COUNT_AS_ONE);
            }
            scores.put(
                    entry.getKey(),
                    new Scores(
                            MeanScore.of(dice, recipe.seed()), MeanScore.of(iou, recipe.seed())));
        }
        return scores;
    }

    private Overlap score(
            PlanePredictor predictor,
            PlaneFusion fusion,
            FramingChoice choice,
            ImagePair pair,
            Progress progress)
            throws IOException {
        LabelledPlane truth = pair.load(recipe.scaling());
        Plane plane = truth.plane();
        int area = plane.width() * plane.height();
        Framing framing = recipe.framing(choice, plane.width(), plane.height());
        boolean[] predicted =
                fusion.mask(fusion.fuse(predictor.predict(plane, 0, framing, progress)));
        boolean[] expected = new boolean[area];
        for (int i = 0; i < area; i++) {
            expected[i] = truth.mask()[i] != 0;
        }
        return Overlap.of(predicted, expected);
    }

    /** Some pairs, evenly spread over their order; 0 for all. */
    static List<ImagePair> spread(List<ImagePair> all, int most) {
        if (most == 0 || all.size() <= most) {
            return all;
        }
        List<ImagePair> chosen = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / most)));
        }
        return chosen;
    }
}
