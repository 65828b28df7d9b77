package sc.fiji.diffseg.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.fusion.Performance;
import sc.fiji.diffseg.image.PlaneSource;

/** Turns the predictions for the planes of one image, in order, into its result. */
final class ResultBuilder {

    private final SegmentationSettings settings;
    private final int width;
    private final int height;
    private final Optional<boolean[]> selection;
    private final PlaneFusion fusion;
    private final List<int[]> labels = new ArrayList<>();
    private final List<boolean[]> masks = new ArrayList<>();
    private final List<float[]> probability = new ArrayList<>();
    private final List<float[]> uncertainty = new ArrayList<>();
    private final List<List<boolean[]>> sampleMasks = new ArrayList<>();
    private final List<List<Performance>> performances = new ArrayList<>();
    private int objects;

    ResultBuilder(PlaneSource source, SegmentationSettings settings, Fusion how) {
        this.settings = settings;
        width = source.width();
        height = source.height();
        selection = source.selection();
        fusion = new PlaneFusion(how, settings.sampling().threshold(), selection);
        if (settings.sampleMasks()) {
            for (int sample = 0; sample < settings.sampling().samples(); sample++) {
                sampleMasks.add(new ArrayList<>());
            }
        }
    }

    /** Adds the next plane; its maps may be changed and kept. */
    void add(PlanePrediction samples) {
        PlanePrediction prediction = fusion.fuse(samples);
        for (int sample = 0; sample < sampleMasks.size(); sample++) {
            sampleMasks.get(sample).add(fusion.mask(prediction.samples().get(sample)));
        }
        if (!prediction.performances().isEmpty()) {
            performances.add(prediction.performances());
        }
        ConnectedComponents parts =
                ConnectedComponents.of(
                        fusion.mask(prediction),
                        width,
                        height,
                        settings.connectivity(),
                        settings.minimumArea(),
                        objects);
        objects += parts.count();
        if (settings.output() == OutputType.LABELS) {
            labels.add(parts.labels());
        } else {
            masks.add(foreground(parts.labels()));
        }
        if (settings.probability()) {
            probability.add(selected(prediction.probability()));
        }
        if (settings.uncertainty()) {
            uncertainty.add(selected(prediction.deviation().orElseThrow()));
        }
    }

    private static boolean[] foreground(int[] labels) {
        boolean[] mask = new boolean[labels.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = labels[i] != 0;
        }
        return mask;
    }

    private float[] selected(float[] values) {
        selection.ifPresent(
                inside -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = inside[i] ? values[i] : 0;
                    }
                });
        return values;
    }

    SegmentationResult finish(double seconds, Execution execution) {
        return new SegmentationResult(
                labels,
                masks,
                probability,
                uncertainty,
                sampleMasks,
                performances,
                objects,
                seconds,
                settings,
                execution);
    }
}
