package sc.fiji.diffseg.segment;

/** A job would need more memory than there is; the message is one sentence for the user. */
public final class NotEnoughMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what is lacking and what to do. */
    public NotEnoughMemoryException(String sentence) {
        super(sentence);
    }
}
