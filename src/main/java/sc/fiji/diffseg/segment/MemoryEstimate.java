package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.weights.SafetensorsFile;
import sc.fiji.diffseg.weights.TensorInfo;

/**
 * The memory that a segmentation needs, estimated from above before it starts: when a CPU's memory
 * runs out, the operating system ends the process and nothing can be caught.
 *
 * @param perTile bytes on the device per tile of a batch, besides the weights
 * @param heap bytes on Java's heap for the planes, the results and their images
 */
public record MemoryEstimate(long perTile, long heap) {

    /** Part of the free memory that may be used: other programs want some, too. */
    private static final double USABLE = 0.9;

    /** Weights, gradients, two moments and running average. */
    private static final int TRAINING_COPIES = 5;

    private static final double GIB = 1 << 30;
    private static final double MIB = 1 << 20;

    /** Estimates one image. */
    static MemoryEstimate of(
            SegmentationModel model,
            Framing framing,
            PlaneSource source,
            SegmentationSettings settings) {
        int samples = settings.sampling().samples();
        long tile = (long) framing.inputWidth() * framing.inputHeight();
        // The images, the probability of every sample and their mean.
        long maps = tile * (4 + samples) * Float.BYTES;
        long perTile = model.bytesPerImage(framing.inputWidth(), framing.inputHeight()) + maps;

        long area = (long) source.width() * source.height();
        long framed = (long) framing.framedWidth() * framing.framedHeight();
        long values = 6 * area + 3 * framed + samples * (area + framed) + 2 * area;
        long blends = samples * framed * Long.BYTES;
        // Masks and, if no two pixels have the same votes, patterns as many as pixels.
        long votes = PlaneFusion.choose(settings, model) == Fusion.MEAN ? 0 : 2 * samples + 48;
        long parts = area * (2 * Integer.BYTES + 1);
        // Labels and masks are there once more when images are made of them; maps are handed over.
        long kept = 2 * (settings.output() == OutputType.LABELS ? Integer.BYTES : 1);
        kept += settings.sampleMasks() ? 2 * samples : 0;
        kept += settings.probability() ? Float.BYTES : 0;
        kept += settings.uncertainty() ? Float.BYTES : 0;
        long heap = values * Float.BYTES + blends + parts + area * (votes + source.planes() * kept);
        return new MemoryEstimate(perTile, heap);
    }

    /** Bytes that a model's weights take once they are loaded, as 32-bit floats. */
    public static long weights(ModelFolder folder) throws IOException {
        long bytes = 0;
        for (FileEntry entry : folder.description().weights()) {
            Path file = folder.path(entry.source());
            if (!entry.source().endsWith(".safetensors")) {
                bytes += Files.size(file);
                continue;
            }
            try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
                for (String name : tensors.names()) {
                    TensorInfo info = tensors.info(name);
                    bytes += info.count() * Float.BYTES;
                }
            }
        }
        return bytes;
    }

    /**
     * Refuses to load weights for which there is no memory.
     *
     * @throws NotEnoughMemoryException if they do not fit
     */
    static void requireForWeights(ModelFolder folder, TorchEngine engine, FreeMemory free)
            throws IOException {
        if (!engine.isCpu()) {
            return;
        }
        long needed = weights(folder);
        long available = usable(needed, free, engine);
        if (needed > available) {
            throw new NotEnoughMemoryException(
                    "The weights of the model '%s' need %s of memory, but only %s can be had: %s."
                            .formatted(
                                    folder.description().name(),
                                    text(needed),
                                    text(available),
                                    "close other programs or choose a smaller model"));
        }
    }

    /**
     * Refuses a training for whose weights, with their gradients, two moments and average, there is
     * no memory.
     *
     * @param name what the user calls the model
     * @param weights bytes of the weights
     * @throws NotEnoughMemoryException if they do not fit
     */
    public static void requireForTraining(String name, long weights, TorchEngine engine) {
        long needed = TRAINING_COPIES * weights;
        if (!engine.isCpu()) {
            return;
        }
        long available = usable(needed, FreeMemory.SYSTEM, engine);
        if (needed > available) {
            throw new NotEnoughMemoryException(
                    ("Training '%s' needs more than %s of memory, but only %s can be had: close"
                                    + " other programs or choose a smaller model.")
                            .formatted(name, text(needed), text(available)));
        }
    }

    /**
     * The largest batch up to the one wanted for which there is memory.
     *
     * @param name what the user calls the image
     * @param engine if its device has memory of its own, only Java's is looked at
     * @throws NotEnoughMemoryException if not even one tile, or not the planes, fit
     */
    int batch(int wanted, FreeMemory free, String name, TorchEngine engine) {
        long room = free.heap(heap);
        if (heap > room) {
            throw new NotEnoughMemoryException(
                    ("Segmenting \"%s\" needs %s of Java's memory for its planes, but only %s is"
                                    + " left: crop the image, ask for fewer samples or maps, or give Java more"
                                    + " with Edit > Options > Memory & Threads or the option -Xmx.")
                            .formatted(name, text(heap), text(room)));
        }
        if (!engine.isCpu()) {
            return wanted;
        }
        long available = usable(wanted * perTile, free, engine);
        if (perTile > available) {
            throw new NotEnoughMemoryException(
                    ("Segmenting \"%s\" needs %s of memory for one tile, but only %s can be had:"
                                    + " close other programs or choose a smaller model.")
                            .formatted(name, text(perTile), text(available)));
        }
        return (int) Math.min(wanted, available / perTile);
    }

    /** The sentence for a batch that had to be made smaller. */
    String shrunk(int wanted, int batch, FreeMemory free) {
        return ("The batch size was lowered from %d to %d: %s of memory were needed, and %s can be"
                        + " had.")
                .formatted(wanted, batch, text(wanted * perTile), text(usable(free.machine())));
    }

    private static long usable(long free) {
        return (long) (USABLE * free);
    }

    /** What earlier work left with PyTorch is given back only if this needs it. */
    private static long usable(long wanted, FreeMemory free, TorchEngine engine) {
        long available = usable(free.machine());
        if (available >= wanted) {
            return available;
        }
        engine.releaseMemory();
        return usable(free.machine());
    }

    private static String text(long bytes) {
        return bytes < GIB
                ? (long) Math.ceil(bytes / MIB) + " MB"
                : String.format(Locale.ROOT, "%.2f GB", bytes / GIB);
    }
}
