package sc.fiji.diffseg.segment;

/** A job would need more memory than there is; the message is one sentence for the user. */
public final class NotEnoughMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotEnoughMemoryException(String sentence) {
        super(sentence);
    }
}
