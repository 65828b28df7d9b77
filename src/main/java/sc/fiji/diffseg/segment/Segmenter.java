package sc.fiji.diffseg.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.Axes;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.PlaneScaler;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.image.RaiPlanes;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.image.ScalingUsed;

/**
 * Segments images with one model and one choice of settings: plane by plane, slices and frames
 * kept. Use it from one thread at a time; it does not close the model.
 */
public final class Segmenter {

    /** A CPU gains nothing from more tiles at once, and each costs memory. */
    private static final int BATCH_ON_CPU = 4;

    private static final int BATCH_ON_GPU = 16;
    private static final double NANOS = 1e9;

    private final LoadedModel model;
    private final SegmentationSettings settings;
    private final FreeMemory memory;

    /**
     * Prepares segmentations.
     *
     * @throws IllegalArgumentException in one sentence, if the model cannot sample as asked
     */
    public Segmenter(LoadedModel model, SegmentationSettings settings) {
        this(model, settings, FreeMemory.SYSTEM);
    }

    /** Prepares segmentations within a given memory. */
    public Segmenter(LoadedModel model, SegmentationSettings settings, FreeMemory memory) {
        this.model = model;
        this.settings = settings.resolvedFor(model.description());
        this.memory = memory;
    }

    /** The model it segments with. */
    public LoadedModel model() {
        return model;
    }

    /** What was chosen, and for the rest what the model chose. */
    public SegmentationSettings settings() {
        return settings;
    }

    /** How several samples become one; {@link Fusion#MEAN} for a single one. */
    public Fusion fusion() {
        return PlaneFusion.choose(settings, model.model());
    }

    /**
     * Segments an ImgLib2 image; see {@link #segment(PlaneSource, Progress)}.
     *
     * @param image any real type; one channel, or three for red, green and blue
     * @param name what the user calls the image
     * @param axes what the dimensions mean
     */
    public SegmentationResult segment(
            RandomAccessibleInterval<? extends RealType<?>> image,
            String name,
            Axes axes,
            Progress progress) {
        return segment(new RaiPlanes(name, image, axes, 0), progress);
    }

    /**
     * Segments an image. Outside its selection, if it has one, everything is background.
     *
     * @param progress asked at every denoising step and tile
     * @throws NotEnoughMemoryException before anything is computed, if there is too little memory
     * @throws IllegalArgumentException in one sentence, if the image or a setting cannot be used
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    public SegmentationResult segment(PlaneSource source, Progress progress) {
        long start = System.nanoTime();
        Framing framing = framing(source.width(), source.height());
        MemoryEstimate estimate = MemoryEstimate.of(model.model(), framing, source, settings);
        int wanted = Math.min(wantedBatch(), framing.tiles());
        TorchEngine engine = model.model().engine();
        int batch = estimate.batch(wanted, memory, source.name(), engine);
        Optional<String> note =
                batch < wanted
                        ? Optional.of(estimate.shrunk(wanted, batch, memory))
                        : Optional.empty();
        note.ifPresent(sentence -> progress.report(0, sentence));

        Scaling scaling = settings.scaling().orElse(model.scaling());
        PlaneScaler scaler = new PlaneScaler(source, scaling, progress);
        scaler.checkAll(progress);
        PlanePredictor predictor = new PlanePredictor(model.model(), settings.sampling(), batch);
        ResultBuilder builder = new ResultBuilder(source, settings, fusion());
        List<ScalingUsed> used = new ArrayList<>();
        for (int i = 0; i < source.planes(); i++) {
            progress.checkCancelled();
            PlaneScaler.Scaled scaled = scaler.plane(i);
            used.add(scaled.used());
            double planes = source.planes();
            Progress part = named(progress.part(i / planes, (i + 1) / planes), source, i);
            part.report(0, "");
            builder.add(predictor.predict(scaled.plane(), i, framing, part));
        }
        progress.report(1, "Segmented " + source.name());
        Execution execution = execution(batch, framing, used, note);
        return builder.finish((System.nanoTime() - start) / NANOS, execution);
    }

    private Framing framing(int width, int height) {
        return settings.framing()
                .of(
                        model.description().preprocessing(),
                        width,
                        height,
                        model.description().input().width(),
                        model.description().input().height());
    }

    private int wantedBatch() {
        if (settings.batchSize() > 0) {
            return settings.batchSize();
        }
        return model.model().engine().isCpu() ? BATCH_ON_CPU : BATCH_ON_GPU;
    }

    private Execution execution(
            int batch, Framing framing, List<ScalingUsed> used, Optional<String> note) {
        TorchEngine engine = model.model().engine();
        SamplingSettings sampling = settings.sampling();
        return new Execution(
                model.description().name(),
                model.folder().hash(),
                engine.deviceName(),
                engine.resolve(sampling.precision()),
                engine.threads(),
                batch,
                fusion(),
                framing.toString(),
                List.copyOf(used),
                engine.version(),
                note);
    }

    /** What the model says it does, said of the plane it does it with. */
    private static Progress named(Progress progress, PlaneSource source, int plane) {
        String what =
                source.planes() == 1
                        ? "Segmenting " + source.name()
                        : "Segmenting %s, plane %d of %d"
                                .formatted(source.name(), plane + 1, source.planes());
        return new Progress() {
            @Override
            public void report(double fraction, String step) {
                progress.report(fraction, what);
            }

            @Override
            public boolean isCancelled() {
                return progress.isCancelled();
            }
        };
    }
}
