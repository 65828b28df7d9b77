package sc.fiji.diffseg.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/**
 * A proxy that wants a name and a password, and then lets nobody out. It notes every connection,
 * whatever is spoken on it.
 */
public final class StrictProxy implements AutoCloseable {

    private static final String PASSWORD =
            "Basic " + Base64.getEncoder().encodeToString("anna:geheim".getBytes());

    /** The first line of every request, and whether it came with the password. */
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());

    /** Opens. */
    public StrictProxy() throws IOException {
        Thread thread = new Thread(this::serve, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                answer(socket);
            } catch (IOException e) {
                // The next one, if there is one.
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        asked.add("connection");
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String request = in.readLine();
        boolean known = false;
        for (String line = request; line != null && !line.isEmpty(); line = in.readLine()) {
            known |= line.equals("Proxy-Authorization: " + PASSWORD);
        }
        asked.set(asked.size() - 1, request + (known ? " by anna" : ""));
        String answer =
                known
                        ? "HTTP/1.1 502 Bad Gateway\r\n"
                        : "HTTP/1.1 407 Proxy Authentication Required\r\n"
                                + "Proxy-Authenticate: Basic realm=\"clinic\"\r\n";
        socket.getOutputStream()
                .write((answer + "Content-Length: 0\r\nConnection: close\r\n\r\n").getBytes());
    }

    /** What was asked for, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Options with which Java goes through this proxy, for the web and for everything else. */
    public List<String> options(String... more) {
        List<String> options = new ArrayList<>(List.of(more));
        for (String protocol : List.of("http", "https")) {
            options.add("-D" + protocol + ".proxyHost=localhost");
            options.add("-D" + protocol + ".proxyPort=" + server.getLocalPort());
        }
        options.add("-Dhttp.nonProxyHosts=");
        return options;
    }

    /** An option by which any other connection ends here. */
    public List<String> socks() {
        return List.of("-DsocksProxyHost=localhost", "-DsocksProxyPort=" + server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
