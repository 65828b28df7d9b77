package sc.fiji.diffseg.training;

import java.io.IOException;
import java.util.List;
import sc.fiji.diffseg.network.TrainingBatch;

/**
 * Makes training batches. A batch depends on the seed and its step alone, so a resumed training
 * sees exactly what an uninterrupted one does: for every place in the batch, the data set (by
 * weight), the pair, the crop and the augmentation are drawn from a generator keyed by (seed, step,
 * place). Safe for any number of threads.
 */
public final class BatchSource {

    /** How many pairs are tried where one with foreground is wanted. */
    private static final int TRIES = 16;

    private final List<TrainingSet> sets;
    private final int size;
    private final int count;
    private final long seed;
    private final Augmentation augmentation;
    private final PairCache cache;
    private final double totalWeight;

    /**
     * Prepares a source; nothing is read yet.
     *
     * @param sets at least one
     * @param size height and width of the training images
     * @param count images per batch
     * @param seed master seed
     * @param cache where decoded pairs are kept; may be shared
     * @throws IllegalArgumentException if there is no data set, or a size is below 1
     */
    public BatchSource(
            List<TrainingSet> sets,
            int size,
            int count,
            long seed,
            Augmentation augmentation,
            PairCache cache) {
        if (sets.isEmpty() || size < 1 || count < 1) {
            throw new IllegalArgumentException(
                    ("Batches need at least one data set, pixel and image, but have %d data sets,"
                                    + " images of %d pixels and %d of them.")
                            .formatted(sets.size(), size, count));
        }
        this.sets = List.copyOf(sets);
        this.size = size;
        this.count = count;
        this.seed = seed;
        this.augmentation = augmentation;
        this.cache = cache;
        this.totalWeight = sets.stream().mapToDouble(TrainingSet::weight).sum();
    }

    /**
     * The batch of a training step.
     *
     * @param step any number; the same number always gives the same batch
     * @throws IOException with one sentence if a drawn pair cannot be read
     */
    public TrainingBatch batch(long step) throws IOException {
        int pixels = size * size;
        float[] images = new float[Math.multiplyExact(count * 3, pixels)];
        float[] masks = new float[count * pixels];
        float[] image = new float[3 * pixels];
        byte[] mask = new byte[pixels];
        for (int slot = 0; slot < count; slot++) {
            fill(new KeyedRandom(seed, step, slot), image, mask);
            System.arraycopy(image, 0, images, slot * image.length, image.length);
            for (int i = 0; i < pixels; i++) {
                masks[slot * pixels + i] = mask[i];
            }
        }
        return new TrainingBatch(count, size, size, images, masks, KeyedRandom.key(seed, step));
    }

    private void fill(KeyedRandom random, float[] image, byte[] mask) throws IOException {
        TrainingSet set = draw(random);
        Cropping cropping = set.cropping();
        boolean overForeground = random.chance(cropping.foregroundShare());
        StoredPair pair = read(set, random);
        for (int t = 1; overForeground && pair.foreground() == 0 && t < TRIES; t++) {
            pair = read(set, random);
        }
        cropping.draw(pair, size, overForeground, random).cut(pair, size, image, mask);
        augmentation.apply(image, mask, size, pair.isGrey(), random);
    }

    private TrainingSet draw(KeyedRandom random) {
        double place = random.unit() * totalWeight;
        for (TrainingSet set : sets) {
            place -= set.weight();
            if (place < 0) {
                return set;
            }
        }
        return sets.get(sets.size() - 1);
    }

    private StoredPair read(TrainingSet set, KeyedRandom random) throws IOException {
        ImagePair pair = set.pairs().get(random.below(set.pairs().size()));
        return cache.get(pair, set.cropping().longestSide(size));
    }
}
