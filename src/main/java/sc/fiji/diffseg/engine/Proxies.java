package sc.fiji.diffseg.engine;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The way out to the network that this Java is set to: the proxies of {@code http.proxyHost},
 * {@code https.proxyHost} and {@code java.net.useSystemProxies}, which Fiji's proxy settings write,
 * and the name and password of {@code https.proxyUser} and {@code https.proxyPassword} (or {@code
 * http...}) or of whatever asks the user for them in Fiji.
 */
final class Proxies {

    private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";
    private static final Duration CONNECTING = Duration.ofSeconds(30);

    private Proxies() {}

    /** A client that goes this way. */
    static HttpClient client() {
        HttpClient.Builder client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECTING)
                        .followRedirects(HttpClient.Redirect.NORMAL);
        Optional.ofNullable(ProxySelector.getDefault()).ifPresent(client::proxy);
        if (password("https").or(() -> password("http")).isPresent()) {
            // Whoever gave a password wants it used, though most proxies ask for it in plain words,
            // which Java refuses for https unless told otherwise.
            if (System.getProperty(TUNNELING) == null) {
                System.setProperty(TUNNELING, "");
            }
            client.authenticator(new Known());
        } else {
            Optional.ofNullable(Authenticator.getDefault()).ifPresent(client::authenticator);
        }
        return client.build();
    }

    /** The proxy on the way to an address, as {@code host:port}; empty if there is none. */
    static Optional<String> onTheWayTo(URI address) {
        ProxySelector selector = ProxySelector.getDefault();
        List<Proxy> proxies = selector == null ? List.of() : selector.select(address);
        return proxies.stream()
                .filter(proxy -> proxy.address() instanceof InetSocketAddress)
                .map(proxy -> (InetSocketAddress) proxy.address())
                .map(proxy -> proxy.getHostString() + ":" + proxy.getPort())
                .findFirst();
    }

    private static Optional<PasswordAuthentication> password(String protocol) {
        String user = System.getProperty(protocol + ".proxyUser", "");
        String password = System.getProperty(protocol + ".proxyPassword", "");
        return user.isEmpty()
                ? Optional.empty()
                : Optional.of(new PasswordAuthentication(user, password.toCharArray()));
    }

    /** Tells the password to proxies only. */
    private static final class Known extends Authenticator {

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            if (getRequestorType() != RequestorType.PROXY) {
                return null;
            }
            String protocol = getRequestingURL().getProtocol().toLowerCase(Locale.ROOT);
            String other = protocol.equals("https") ? "http" : "https";
            return password(protocol).or(() -> password(other)).orElse(null);
        }
    }
}
