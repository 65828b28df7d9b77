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
     * Dice of every data set with one mask per image: mean over its images, both masks empty
     * counting as 1.
     *
     * @param most images per data set, evenly spread over its order; 0 for all
     */
    Map<String, MeanScore> dice(SegmentationModel model, int most, Progress progress)
            throws IOException {
        return dice(model, SamplingSettings.DEFAULT, Fusion.MEAN, most, progress);
    }

    /** Dice and IoU as {@link #dice(SegmentationModel, int, Progress)}. */
    Map<String, Scores> scores(SegmentationModel model, int most, Progress progress)
            throws IOException {
        return scores(model, SamplingSettings.DEFAULT, Fusion.MEAN, most, progress);
    }

    /**
     * Dice of every data set with masks that are drawn and fused in some way.
     *
     * @param chosen how; seed and precision are the recipe's
     */
    Map<String, MeanScore> dice(
            SegmentationModel model,
            SamplingSettings chosen,
            Fusion fusion,
            int most,
            Progress progress)
            throws IOException {
        Map<String, MeanScore> dice = new LinkedHashMap<>();
        scores(model, chosen, fusion, most, progress)
                .forEach((set, scores) -> dice.put(set, scores.dice()));
        return dice;
    }

    /**
     * Dice and IoU as {@link #dice(SegmentationModel, SamplingSettings, Fusion, int, Progress)}.
     */
    Map<String, Scores> scores(
            SegmentationModel model,
            SamplingSettings chosen,
            Fusion fusion,
            int most,
            Progress progress)
            throws IOException {
        SamplingSettings sampling =
                chosen.withSeed(recipe.seed()).withPrecision(recipe.precision());
        PlanePredictor predictor = new PlanePredictor(model, sampling, BATCH);
        PlaneFusion fuser = new PlaneFusion(fusion, sampling.threshold(), Optional.empty());
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
                Overlap overlap = score(predictor, fuser, images.get(i));
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

    private Overlap score(PlanePredictor predictor, PlaneFusion fusion, ImagePair pair)
            throws IOException {
        LabelledPlane truth = pair.load(recipe.scaling());
        Plane plane = truth.plane();
        int area = plane.width() * plane.height();
        Framing framing = recipe.framing(plane.width(), plane.height());
        boolean[] predicted =
                fusion.mask(fusion.fuse(predictor.predict(plane, 0, framing, Progress.NONE)));
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
