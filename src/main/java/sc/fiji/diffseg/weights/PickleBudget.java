package sc.fiji.diffseg.weights;

/**
 * What interpreting the pickles of one file may cost at most. Published checkpoints need about a
 * hundredth of it; a file that needs more means harm.
 */
final class PickleBudget {

    /** Instructions of all pickles together. */
    static final int MAX_OPCODES = 20_000_000;

    /** Values on the stack at one time. */
    static final int MAX_STACK = 1_000_000;

    /** Values in the memo at one time. */
    static final int MAX_MEMO = 2_000_000;

    /** Bytes of a text that is kept; none of the names that matter comes near. */
    static final int MAX_TEXT = 1 << 16;

    /** Bytes of the longest integer that is kept. */
    static final int MAX_INTEGER = 255;

    /** Estimated bytes of memory for everything that is built. */
    static final long MAX_MEMORY = 256L << 20;

    private final String file;
    private long opcodes;
    private long memory;

    /**
     * A full budget.
     *
     * @param file what to call the file in errors
     */
    PickleBudget(String file) {
        this.file = file;
    }

    /** What to call the file in errors. */
    String file() {
        return file;
    }

    /** Counts an instruction. */
    void countOpcode() throws WeightsException {
        if (++opcodes > MAX_OPCODES) {
            throw exceeded("takes more than " + MAX_OPCODES + " instructions");
        }
    }

    /** Counts memory for something that is built. */
    void charge(long bytes) throws WeightsException {
        memory += bytes;
        if (memory > MAX_MEMORY) {
            throw exceeded("takes more than " + MAX_MEMORY + " bytes of memory");
        }
    }

    /** Refuses a size beyond a limit. */
    void limit(String what, long size, long limit) throws WeightsException {
        if (size > limit) {
            throw exceeded("has more than %d %s".formatted(limit, what));
        }
    }

    private WeightsException exceeded(String what) {
        return Damaged.file(file, "its pickle " + what + ", which no weights need");
    }
}
