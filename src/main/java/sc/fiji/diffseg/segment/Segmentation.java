package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import java.io.IOException;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.Axes;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.image.RaiPlanes;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.network.ModelFamilies;

/**
 * An open model that makes ImageJ images of what it finds: all a script needs.
 *
 * <pre>{@code
 * model = Segmentation.open("LEAF nuclei")
 * model.segment(IJ.getImage()).segmentation().show()
 * model.close()
 * }</pre>
 *
 * <p>An ImageJ2 {@code Dataset} is an ImgLib2 image whose axes have labels, which {@link
 * #segment(RandomAccessibleInterval, String, String[], double[], String)} takes. Use it from one
 * thread at a time.
 */
public final class Segmentation implements AutoCloseable {

    private final LoadedModel model;
    private final Runnable end;

    private Segmentation(LoadedModel model, Runnable end) {
        this.model = model;
        this.end = end;
    }

    /**
     * Opens a model on the device that suits it best.
     *
     * @param nameOrFolder name of an installed model, or any model folder, also one as a method's
     *     authors publish it
     * @throws IOException in one sentence, if there is none or it cannot be used
     */
    public static Segmentation open(String nameOrFolder) throws IOException {
        return open(nameOrFolder, TorchEngine.AUTO, Progress.NONE);
    }

    /**
     * Opens a model.
     *
     * @param nameOrFolder name of an installed model, or any model folder, also one as a method's
     *     authors publish it
     * @param device {@code auto}, {@code cpu}, {@code gpu}, {@code gpu1} and so on, or {@code mps}
     * @throws IOException in one sentence, if there is no such model or it cannot be used
     * @throws sc.fiji.diffseg.engine.EngineUnavailableException in one sentence, if PyTorch or the
     *     device is not there
     * @throws NotEnoughMemoryException in one sentence, if its weights do not fit into memory
     */
    public static Segmentation open(String nameOrFolder, String device, Progress progress)
            throws IOException {
        return open(nameOrFolder, device, SegmentationSettings.DEFAULT, progress);
    }

    /**
     * Opens a model to segment with some settings, which are checked before its weights are read.
     *
     * @param nameOrFolder as in {@link #open(String, String, Progress)}, as all else
     * @throws IllegalArgumentException in one sentence, if the model cannot do what is asked
     */
    public static Segmentation open(
            String nameOrFolder, String device, SegmentationSettings settings, Progress progress)
            throws IOException {
        return open(nameOrFolder, "", device, settings, progress);
    }

    /**
     * Opens a model of one method, and of no other.
     *
     * @param nameOrFolder as in {@link #open(String, String, Progress)}, as all else
     * @param family the method's name in model descriptions; empty for any
     * @throws IllegalArgumentException in one sentence, if the model is another method's or cannot
     *     do what is asked
     */
    public static Segmentation open(
            String nameOrFolder,
            String family,
            String device,
            SegmentationSettings settings,
            Progress progress)
            throws IOException {
        ModelFolder folder = find(nameOrFolder, family, settings, progress.part(0, 0.5));
        TorchEngine engine = TorchEngine.start(device);
        LoadedModel model = LoadedModel.open(folder, engine, progress.part(0.5, 1));
        return new Segmentation(model, model::close);
    }

    /**
     * Borrows a model, which stays loaded for the next job when this is closed.
     *
     * @param keeper lends it
     * @param nameOrFolder as in {@link #open(String, String, Progress)}, as all else
     * @param family the method's name in model descriptions; empty for any
     * @throws IllegalArgumentException in one sentence, if the model is another method's or cannot
     *     do what is asked
     */
    public static Segmentation borrow(
            ModelKeeper keeper,
            String nameOrFolder,
            String family,
            String device,
            SegmentationSettings settings,
            Progress progress)
            throws IOException {
        ModelFolder folder = find(nameOrFolder, family, settings, progress.part(0, 0.5));
        TorchEngine engine = TorchEngine.start(device);
        ModelKeeper.Lease lease = keeper.lend(folder, engine, progress.part(0.5, 1));
        return new Segmentation(lease.model(), lease::close);
    }

    private static ModelFolder find(
            String nameOrFolder, String family, SegmentationSettings settings, Progress progress)
            throws IOException {
        ModelFolder folder = ModelChoice.find(ModelStore.standard(), nameOrFolder, progress);
        requireFamily(folder.description(), family);
        settings.resolvedFor(folder.description());
        return folder;
    }

    private static void requireFamily(ModelDescription model, String family) {
        if (!family.isEmpty() && !family.equals(model.family())) {
            throw new IllegalArgumentException(
                    "The model '%s' is a %s model and not one of %s: choose another model or the command for this one."
                            .formatted(
                                    model.name(),
                                    ModelFamilies.named(model.family()).title(),
                                    ModelFamilies.named(family).title()));
        }
    }

    /** How several samples would become one. */
    public Fusion fusion(SegmentationSettings settings) {
        return PlaneFusion.choose(settings.resolvedFor(model.description()), model.model());
    }

    /**
     * Segments an image as the model was trained.
     *
     * @throws IllegalArgumentException in one sentence, if the image cannot be used
     */
    public SegmentationImages segment(ImagePlus image) {
        return segment(new ImagePlusPlanes(image, 0));
    }

    /**
     * Segments an ImgLib2 image as the model was trained. Nobody knows the size of its pixels: the
     * results have no calibration.
     *
     * @param image any real type; one channel, or three for red, green and blue
     * @param name what the user calls the image
     * @param axes for each dimension its label, as {@link Axes#labelled} understands it
     * @throws IllegalArgumentException in one sentence, if the image cannot be used
     */
    public SegmentationImages segment(
            RandomAccessibleInterval<? extends RealType<?>> image, String name, String... axes) {
        return segment(new RaiPlanes(name, image, Axes.labelled(axes), 0));
    }

    /**
     * Segments an ImgLib2 image as the model was trained, and gives the results its calibration.
     *
     * @param image any real type; one channel, or three for red, green and blue
     * @param name what the user calls the image
     * @param axes for each dimension its label, as {@link Axes#labelled} understands it
     * @param spacing for each dimension the distance of neighbouring positions, as {@code
     *     averageScale} of an ImageJ2 axis gives it
     * @param unit of distances in x, y and z; null if it is not known
     * @throws IllegalArgumentException in one sentence, if the image cannot be used
     */
    public SegmentationImages segment(
            RandomAccessibleInterval<? extends RealType<?>> image,
            String name,
            String[] axes,
            double[] spacing,
            String unit) {
        return segment(
                new RaiPlanes(name, image, Axes.labelled(axes), 0).withSpacing(spacing, unit));
    }

    private SegmentationImages segment(PlaneSource source) {
        return segment(source, SegmentationSettings.DEFAULT, Progress.NONE);
    }

    /**
     * Segments an image of any kind; see {@link Segmenter#segment(PlaneSource, Progress)}.
     *
     * @throws IllegalArgumentException in one sentence, if the image or a setting cannot be used,
     *     or the settings contradict each other
     * @throws NotEnoughMemoryException in one sentence, if there is too little memory
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    public SegmentationImages segment(
            PlaneSource source, SegmentationSettings settings, Progress progress) {
        return new SegmentationImages(
                source, new Segmenter(model, settings).segment(source, progress));
    }

    /** Frees the model's memory, or gives the model back if it is borrowed. */
    @Override
    public void close() {
        end.run();
    }
}
