package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;

/**
 * LEAF's feature alignment (section 2.2): one input block of the denoiser, seen through a projector
 * that learns, is drawn towards the features that a frozen teacher finds in the clean image.
 *
 * <p>The teacher looks at the image at such a size that it has one patch per position of the block.
 */
final class Alignment {

    /** What the projector's parameters' names begin with. */
    static final String PROJECTOR = "projector.";

    /** Pixels that a position of the usual block covers, per side, like a patch of the teacher. */
    private static final int COVERED = 16;

    /** The least length that features are divided by, as in the published code. */
    private static final double SHORTEST = 1e-12;

    private static final int WIDTH_AXIS = 2;

    private final DenoiserSettings settings;
    private final int block;
    private final Projector projector;
    private final TeacherFeatures teacher;

    /**
     * Makes an alignment.
     *
     * @param block number of the aligned input block
     * @param projector with weights
     */
    Alignment(DenoiserSettings settings, int block, Projector projector, TeacherFeatures teacher) {
        this.settings = settings;
        this.block = block;
        this.projector = projector;
        this.teacher = teacher;
    }

    /**
     * The alignment that the settings ask for: none without a teacher or with a weight of 0.
     *
     * @param manager owns the teacher's and the projector's weights
     * @param seed of the projector's weights
     * @throws IllegalArgumentException in one sentence, if a setting makes no sense
     * @throws IOException in one sentence, if the teacher cannot be read
     */
    static Optional<Alignment> of(
            DenoiserSettings settings, LeafSettings model, NDManager manager, long seed)
            throws IOException {
        settings.requireAlignment(model.unet());
        if (settings.alignmentWeight() == 0 || settings.teacher().isBlank()) {
            return Optional.empty();
        }
        Dinov2Teacher teacher = Dinov2Teacher.open(path(settings.teacher()), manager);
        int block = settings.alignmentBlock() == 0 ? usualBlock(model) : settings.alignmentBlock();
        Projector projector =
                new Projector(
                        model.unet().inputBlocks().get(block).channels(),
                        settings.projectorWidth(),
                        teacher.transformer().size().width());
        StateDict.of(projector).initialize(manager, seed);
        return Optional.of(
                new Alignment(settings, block, projector, new RememberedFeatures(teacher)));
    }

    private static Path path(String teacher) {
        try {
            return Path.of(teacher);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "The teacher '" + teacher + "' is no file name: name a safetensors file.", e);
        }
    }

    /** The first input block behind the convolution whose positions cover most nearly 16 pixels. */
    static int usualBlock(LeafSettings model) {
        List<UNetSize.InputBlock> blocks = model.unet().inputBlocks();
        int best = 1;
        for (int i = 1; i < blocks.size(); i++) {
            if (strangeness(model, blocks.get(i)) < strangeness(model, blocks.get(best))) {
                best = i;
            }
        }
        return best;
    }

    private static double strangeness(LeafSettings model, UNetSize.InputBlock block) {
        double covered = (double) model.autoencoder().factor() * block.factor();
        return Math.abs(Math.log(covered / COVERED));
    }

    /** What the user should know: that there is no alignment though the weight asks for it. */
    static Optional<String> notice(DenoiserSettings settings, Optional<Alignment> alignment) {
        return alignment.isPresent() || settings.alignmentWeight() == 0
                ? Optional.empty()
                : Optional.of(
                        "Feature alignment is off because no teacher is given: LEAF trains without"
                                + " it, and with it where 'teacher' names the safetensors file of a"
                                + " DINOv2.");
    }

    /** The projector's parameters. */
    StateDict parameters() {
        return StateDict.of(projector).prefixed(PROJECTOR);
    }

    /**
     * What the distance counts in the loss of a batch, or of a part of one.
     *
     * @param batchSize of the whole batch
     */
    double weight(int batchSize) {
        return settings.alignmentWeight() * settings.alignmentNormalization().factor(batchSize);
    }

    /** Begins to watch one run of the denoiser. */
    Tap tap(Pass pass) {
        return new Tap(pass);
    }

    /**
     * Minus the mean cosine between tokens (Eq. 5).
     *
     * @param projected the student's (N,L,D)
     * @param features the teacher's, of the same shape
     * @return a scalar from -1, all the same direction, to 1
     */
    static NDArray distance(NDArray projected, NDArray features) {
        NDArray student = projected.normalize(2, WIDTH_AXIS, SHORTEST);
        NDArray target = features.normalize(2, WIDTH_AXIS, SHORTEST);
        return student.mul(target).sum(new int[] {WIDTH_AXIS}).mean().neg();
    }

    /** Watches a run of the denoiser for the aligned block. */
    final class Tap implements BiConsumer<String, NDArray> {

        private final String watched = "input_blocks." + block;
        private final Pass pass;
        private NDArray projected;
        private int rows;
        private int columns;

        private Tap(Pass pass) {
            this.pass = pass;
        }

        @Override
        public void accept(String name, NDArray x) {
            if (name.equals(watched)) {
                rows = (int) x.getShape().get(2);
                columns = (int) x.getShape().get(3);
                // Here and now: a copy for later would be hidden from the gradients.
                projected = projector.apply(pass, x);
            }
        }

        /** How far the block's output was from the teacher's features of the batch. */
        NDArray distance(TrainingBatch batch, NDManager step) {
            NDArray features = teacher.of(pass.operators(), batch, rows, columns, step);
            return Alignment.distance(projected, features);
        }
    }
}
