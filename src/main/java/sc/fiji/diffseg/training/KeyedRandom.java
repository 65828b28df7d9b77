package sc.fiji.diffseg.training;

import java.nio.charset.StandardCharsets;

/**
 * Random numbers that depend only on their keys, the same on every machine and Java version.
 *
 * <p>SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014); the JDK's own generators may change how they make bounded numbers with any release. Not
 * safe for several threads.
 */
final class KeyedRandom {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    /** A generator for the given keys; their order matters. */
    KeyedRandom(long... keys) {
        this.state = key(keys);
    }

    /** The keys mixed into one. */
    static long key(long... keys) {
        long mixed = 0;
        for (long key : keys) {
            mixed = mix(mixed + GOLDEN + mix(key + GOLDEN));
        }
        return mixed;
    }

    /** A key for a text: FNV-1a over its UTF-8 bytes. */
    static long key(String text) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** 64 random bits. */
    long bits() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in [0,1). */
    double unit() {
        return (bits() >>> 11) * 0x1p-53;
    }

    /** Uniform in [from,to). */
    double between(double from, double to) {
        return from + (to - from) * unit();
    }

    /** Uniform among 0 .. bound - 1; the bias is below bound / 2^53. */
    int below(int bound) {
        return (int) (unit() * bound);
    }

    /** True with the given probability. */
    boolean chance(double probability) {
        return unit() < probability;
    }

    /** Between 1 / (1 + spread) and 1 + spread, uniform in the logarithm. */
    double factor(double spread) {
        return StrictMath.exp(between(-1, 1) * StrictMath.log1p(spread));
    }

    /** Nearly normal, with mean 0 and standard deviation 1: the sum of four uniform numbers. */
    float nearlyNormal() {
        long b = bits();
        long sum = (b & 0xffff) + (b >>> 16 & 0xffff) + (b >>> 32 & 0xffff) + (b >>> 48);
        return (sum - 131070) * SUM_TO_UNIT;
    }

    /** One over the standard deviation of the sum of four numbers from 0 to 65535. */
    private static final float SUM_TO_UNIT = (float) (1 / Math.sqrt((65536.0 * 65536.0 - 1) / 3));
}
