package sc.fiji.diffseg.engine;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sc.fiji.diffseg.Progress;

/**
 * A file of known length that is fetched over HTTP. What has come stays on disk, so that a cut line
 * or a cancelled download goes on where it was; whether it is the right file is for others to
 * check.
 */
final class Download {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int PROXY_WANTS_PASSWORD = 407;
    private static final int NO_SUCH_RANGE = 416;

    private static final int FRUITLESS_TRIALS = 3;
    private static final long LOOK_UP_MILLIS = 100;

    /** To tell a window of each piece would take longer than the pieces do. */
    private static final long STEPS = 1000;

    private static final long MEGABYTE = 1_000_000;

    private final HttpClient client = Proxies.client();
    private final URI from;
    private final Path to;
    private final long bytes;
    private final Duration patience;
    private double furthest;

    /**
     * Fetches nothing yet.
     *
     * @param from an address of http or https
     * @param to where the beginning may lie already
     * @param bytes how long the whole file is
     * @param patience how long nothing may come
     */
    Download(URI from, Path to, long bytes, Duration patience) {
        this.from = from;
        this.to = to;
        this.bytes = bytes;
        this.patience = patience;
    }

    /**
     * Fetches what is missing.
     *
     * @throws IOException in one sentence
     * @throws CancellationException if the user has cancelled
     */
    void run(Progress progress) throws IOException {
        if (missing() < 0) {
            Files.delete(to);
        }
        int trialsLeft = 0;
        while (missing() > 0) {
            long before = present();
            try {
                fetch(before, progress);
            } catch (Refused e) {
                throw e;
            } catch (IOException e) {
                if (present() > before) {
                    trialsLeft = FRUITLESS_TRIALS;
                } else if (trialsLeft-- <= 0) {
                    throw given(e);
                }
            }
        }
    }

    /** Bytes that are still to come; negative if what is there is too long, and will be deleted. */
    long missing() throws IOException {
        return bytes - present();
    }

    private long present() throws IOException {
        return Files.exists(to) ? Files.size(to) : 0;
    }

    private void fetch(long offset, Progress progress) throws IOException {
        tell(offset, "Connecting to " + from.getHost(), progress);
        HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(patience);
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
        }
        HttpResponse<Publisher<List<ByteBuffer>>> answer = ask(request.build(), progress);
        int status = answer.statusCode();
        boolean ranges = offset > 0 && List.of(PARTIAL, NO_SUCH_RANGE).contains(status);
        if (status != OK && !ranges) {
            // Its body may be missing.
            throw refused(status);
        }
        ResponseBody body = new ResponseBody(patience);
        answer.body().subscribe(body);
        try {
            if (status == OK) {
                requireLength(answer.headers().firstValueAsLong("Content-Length"));
                write(0, body, progress);
                return;
            } else if (status == PARTIAL && goesOnAt(offset, answer)) {
                write(offset, body, progress);
                return;
            }
        } finally {
            body.stop();
        }
        fetch(0, progress);
    }

    private HttpResponse<Publisher<List<ByteBuffer>>> ask(HttpRequest request, Progress progress)
            throws IOException {
        CompletableFuture<HttpResponse<Publisher<List<ByteBuffer>>>> coming =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofPublisher());
        try {
            while (true) {
                progress.checkCancelled();
                try {
                    return coming.get(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Not yet.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Cancelled.");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            coming.cancel(true);
        }
    }

    private void requireLength(OptionalLong length) throws Refused {
        if (length.isPresent() && length.getAsLong() != bytes) {
            throw new Refused(
                    "%s is not the file that is needed, as it has %d bytes instead of %d: take"
                                    .formatted(from, length.getAsLong(), bytes)
                            + " another address.");
        }
    }

    private boolean goesOnAt(long offset, HttpResponse<?> answer) {
        String range = answer.headers().firstValue("Content-Range").orElse("");
        return range.matches("bytes %d-\\d+/(%d|\\*)".formatted(offset, bytes));
    }

    private Refused refused(int status) {
        if (status == PROXY_WANTS_PASSWORD) {
            return new Refused(
                    "The proxy on the way to "
                            + from.getHost()
                            + " wants a name and a password: start Fiji with -Dhttps.proxyUser=NAME"
                            + " -Dhttps.proxyPassword=PASSWORD, or install from a file.");
        }
        return new Refused(
                "%s cannot be had (HTTP status %d): take another address or install from a file."
                        .formatted(from, status));
    }

    private void write(long offset, ResponseBody body, Progress progress) throws IOException {
        try (FileChannel file =
                FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.truncate(offset).position(offset);
            long told = offset;
            for (List<ByteBuffer> piece = body.next(progress);
                    !piece.isEmpty();
                    piece = body.next(progress)) {
                long coming = piece.stream().mapToLong(ByteBuffer::remaining).sum();
                requireLength(OptionalLong.of(Math.max(bytes, file.position() + coming)));
                for (ByteBuffer buffer : piece) {
                    while (buffer.hasRemaining()) {
                        file.write(buffer);
                    }
                }
                if (file.position() * STEPS / bytes > told * STEPS / bytes) {
                    told = file.position();
                    String what =
                            "Downloading %d of %d MB".formatted(told / MEGABYTE, bytes / MEGABYTE);
                    tell(told, what, progress);
                }
            }
        }
        if (missing() > 0) {
            throw new IOException("the line was cut");
        }
    }

    /** A server without ranges sends again what had come, and the bar waits for it. */
    private void tell(long come, String what, Progress progress) {
        furthest = Math.max(furthest, come / (double) bytes);
        progress.report(furthest, what);
    }

    private IOException given(IOException e) throws IOException {
        String sentence =
                present() == 0
                        ? "%s cannot be reached (%s): check the network and Edit > Options > Proxy"
                                + " Settings, or install from a file."
                        : "The download from %s stopped (%s): run it again, and it goes on where it"
                                + " was.";
        return new IOException(sentence.formatted(from.getHost(), reason(e)), e);
    }

    /** Java's client gives its exceptions no messages where there is no connection. */
    private static String reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its address is not known";
            }
        }
        boolean connected = !(e.getCause() instanceof ConnectException);
        return connected ? Reason.of(e) : "it does not answer";
    }

    /** Trying once more would not help. */
    private static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }
}
