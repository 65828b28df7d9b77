package sc.fiji.diffseg.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of one file, as good or as bad as a test wants it. */
final class JarServer implements AutoCloseable {

    /** The ranges that were asked for, in order; {@code whole} for requests without one. */
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Serves by a handler. */
    JarServer(HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    String range = exchange.getRequestHeaders().getFirst("Range");
                    asked.add(range == null ? "whole" : range);
                    try (exchange) {
                        handler.handle(exchange);
                    }
                });
        server.start();
    }

    /** Answers with bytes, or those of the range that is asked for. */
    static HttpHandler whole(byte[] content) {
        return exchange -> send(exchange, content, content.length);
    }

    /** Says that the rest of the content comes, and closes the line earlier. */
    static HttpHandler cutting(byte[] content, int bytes) {
        return exchange -> send(exchange, content, bytes);
    }

    private static void send(HttpExchange exchange, byte[] content, int most) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null) {
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
        int to = Math.min(content.length, from + most);
        exchange.getResponseBody().write(Arrays.copyOfRange(content, from, to));
        exchange.getResponseBody().flush();
    }

    /** Its address. */
    String address() {
        return "http://localhost:" + port() + "/";
    }

    /** Its port. */
    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
