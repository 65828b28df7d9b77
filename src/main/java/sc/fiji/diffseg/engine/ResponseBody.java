package sc.fiji.diffseg.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import sc.fiji.diffseg.Progress;

/**
 * The body of an HTTP response, piece by piece, for a reader that wants to be able to stop while
 * nothing comes: a stream would hold it until the server sends something.
 */
final class ResponseBody implements Flow.Subscriber<List<ByteBuffer>> {

    private static final long LOOK_UP_MILLIS = 100;

    /** What came: bytes, an end, or an error. */
    private record Event(List<ByteBuffer> bytes, Throwable error) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Duration patience;
    private volatile Flow.Subscription subscription;

    /**
     * Waits for the first piece.
     *
     * @param patience how long nothing may come
     */
    ResponseBody(Duration patience) {
        this.patience = patience;
    }

    /**
     * The next piece; empty at the end.
     *
     * @throws IOException if the line was cut or nothing comes any more
     * @throws java.util.concurrent.CancellationException if the user has cancelled
     */
    List<ByteBuffer> next(Progress progress) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() < end) {
                progress.checkCancelled();
                Event event = events.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    return bytes(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        throw new IOException("nothing came for " + patience.toSeconds() + " s");
    }

    private List<ByteBuffer> bytes(Event event) throws IOException {
        if (event.error != null) {
            throw new IOException(Reason.of(event.error), event.error);
        }
        if (!event.bytes.isEmpty()) {
            subscription.request(1);
        }
        return event.bytes;
    }

    /** Takes no more; the connection is closed. */
    void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        events.add(new Event(bytes, null));
    }

    @Override
    public void onError(Throwable error) {
        events.add(new Event(List.of(), error));
    }

    @Override
    public void onComplete() {
        events.add(new Event(List.of(), null));
    }
}
