package sc.fiji.diffseg.training;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import sc.fiji.diffseg.image.Scaling;

/**
 * Keeps decoded pairs in memory, one byte per channel and mask pixel, up to a limit. What does not
 * fit is decoded again whenever it is needed: with pairs drawn at random, throwing others out would
 * gain nothing. Safe for any number of threads.
 */
public final class PairCache {

    /** 2 GB. */
    public static final long DEFAULT_BYTES = 2L << 30;

    private final Scaling scaling;
    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final Map<Key, StoredPair> stored = new ConcurrentHashMap<>();

    private record Key(ImagePair pair, int longestSide) {}

    /** A cache of {@link #DEFAULT_BYTES}, but at most half of what this Java may use. */
    public PairCache(Scaling scaling) {
        this(scaling, Math.min(DEFAULT_BYTES, Runtime.getRuntime().maxMemory() / 2));
    }

    /**
     * A cache.
     *
     * @param scaling of the images' values to [0,1]
     * @param limit bytes, 0 to keep nothing
     */
    public PairCache(Scaling scaling, long limit) {
        this.scaling = scaling;
        this.limit = limit;
    }

    /** Bytes kept now, never above the limit. */
    public long usedBytes() {
        return used.get();
    }

    /**
     * Gets a pair, decoded now if it is not kept.
     *
     * @param longestSide a plane with a longer side is kept shrunk to it; 0 to keep original sizes
     * @throws IOException as {@link ImagePair#load}
     */
    StoredPair get(ImagePair pair, int longestSide) throws IOException {
        Key key = new Key(pair, longestSide);
        StoredPair known = stored.get(key);
        if (known != null) {
            return known;
        }
        StoredPair fresh = StoredPair.of(pair.load(scaling), longestSide);
        long bytes = fresh.bytes();
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            return fresh;
        }
        StoredPair other = stored.putIfAbsent(key, fresh);
        if (other != null) {
            used.addAndGet(-bytes);
            return other;
        }
        return fresh;
    }
}
