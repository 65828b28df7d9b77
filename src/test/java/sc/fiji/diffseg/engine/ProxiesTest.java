package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;

class ProxiesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ProxySelector before = ProxySelector.getDefault();

    @TempDir Path scratch;

    @AfterEach
    void goDirectly() {
        ProxySelector.setDefault(before);
    }

    /** Sends this Java through a proxy as its settings would. */
    private static void through(int port) {
        ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress("localhost", port)));
    }

    @Test
    void theDownloadGoesThroughTheProxy() throws IOException {
        TinyRelease release = new TinyRelease();
        try (JarServer proxy = new JarServer(JarServer.whole(release.jar))) {
            through(proxy.port());
            try (NativesRoot root = new NativesRoot(Files.createDirectory(scratch.resolve("p")))) {
                new CpuNatives(release.pins, PATIENCE)
                        .install(root, "http://maven.invalid/maven2", Progress.NONE);
            }
            assertEquals(List.of("whole"), proxy.asked);
        }
    }

    @Test
    void aProxyThatWantsAPasswordIsToldWithTheWayToGiveIt() throws IOException {
        try (StrictProxy proxy = new StrictProxy()) {
            through(Integer.parseInt(proxy.options().get(1).replaceAll("\\D", "")));
            for (String protocol : List.of("http", "https")) {
                String sentence = refusal(protocol + "://maven.invalid/t.jar");
                assertEquals(
                        "The proxy on the way to maven.invalid wants a name and a password: start"
                                + " Fiji with -Dhttps.proxyUser=NAME -Dhttps.proxyPassword=PASSWORD,"
                                + " or install from a file.",
                        sentence);
            }
        }
    }

    private String refusal(String address) {
        Download download =
                new Download(java.net.URI.create(address), scratch.resolve("t.jar"), 9, PATIENCE);
        return assertThrows(IOException.class, () -> download.run(Progress.NONE)).getMessage();
    }

    @Test
    void djlsDownloadGoesThroughTheProxyAndLeavesNothingWhenItFails() throws Exception {
        CudaNatives natives = new CudaNatives("2.7.1", Natives.detected().getClassifier());
        String bridge = "/jnilib/" + natives.classifier() + "/cu128";
        assumeTrue(getClass().getResource(bridge) != null, "no PyTorch for NVIDIA here");
        try (StrictProxy proxy = new StrictProxy()) {
            List<String> options = proxy.options("-Dhttps.proxyUser=anna");
            ChildJava.Run run =
                    ChildJava.run(
                            scratch,
                            options,
                            sc.fiji.diffseg.cli.DiffusionSegmentation.class,
                            "engine",
                            "install",
                            "cuda_download");
            assertEquals(1, run.code(), run.printed());
            assertTrue(run.printed().contains("DJL could not download PyTorch ("), run.printed());
            assertTrue(proxy.asked().toString().contains("CONNECT publish.djl.ai:443"));
        }
        Path root = scratch.resolve(".diffusion-segmentation/pytorch");
        try (var files = Files.list(root)) {
            assertEquals(
                    List.of(".lock"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void theWayOutIsToldWithoutGoingIt() {
        through(3128);
        assertEquals("localhost:3128", Proxies.onTheWayTo(CpuNatives.CENTRAL).orElseThrow());
        ProxySelector.setDefault(null);
        assertFalse(Proxies.onTheWayTo(CpuNatives.CENTRAL).isPresent());
    }
}
