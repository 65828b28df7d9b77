package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Progress;

/** Installing from servers, of which most misbehave. */
class EngineDownloadTest extends WithTinyRelease {

    private static final int CUT = 200_000;

    @Test
    void installsFromAMavenRepositoryAndTellsWhere() throws IOException {
        List<String> paths = new ArrayList<>();
        HttpHandler good = JarServer.whole(release.jar);
        try (JarServer server =
                new JarServer(
                        exchange -> {
                            paths.add(exchange.getRequestURI().getPath());
                            good.handle(exchange);
                        })) {
            String said = install(server.address() + "maven2");
            assertTrue(said.startsWith("PyTorch 9.9.9 (cpu) is installed in " + root), said);
        }
        assertEquals(
                List.of(
                        "/maven2/ai/djl/pytorch/pytorch-native-cpu/9.9.9/"
                                + "pytorch-native-cpu-9.9.9-tiny-x86_64.jar"),
                paths);
        assertInstalled(root);
    }

    @Test
    void aCutLineIsTakenUpWhereItBroke() throws IOException {
        try (JarServer server = new JarServer(JarServer.cutting(release.jar, CUT))) {
            install(server.address() + "torch.jar");
            assertEquals(
                    Stream.iterate(0, at -> at + CUT)
                            .limit((release.jar.length + CUT - 1) / CUT)
                            .map(at -> at == 0 ? "whole" : "bytes=" + at + "-")
                            .toList(),
                    server.asked);
        }
        assertInstalled(root);
    }

    @Test
    void aLineThatStaysDeadIsGivenUpAndTheNextRunGoesOn() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpHandler cutting = JarServer.cutting(release.jar, CUT);
        HttpHandler dead = exchange -> exchange.sendResponseHeaders(503, -1);
        try (JarServer server =
                new JarServer(
                        exchange ->
                                (requests.getAndIncrement() == 0 ? cutting : dead)
                                        .handle(exchange))) {
            String sentence = refusal(server.address() + "torch.jar");
            assertTrue(sentence.contains("503"), sentence);
            assertEquals(CUT, Files.size(part()));
        }
        try (JarServer server = new JarServer(JarServer.whole(release.jar))) {
            install(server.address() + "torch.jar");
            assertEquals(List.of("bytes=" + CUT + "-"), server.asked);
        }
        assertInstalled(root);
    }

    @Test
    void whatHasComeAlreadyNeedsNoMoreSpace() throws IOException {
        Files.createDirectories(root);
        long come = Files.getFileStore(root).getUsableSpace();
        PinnedFile jar = release.pins.jar();
        PinnedFile huge = new PinnedFile(jar.sha256(), 2 * come, jar.name());
        installer = installer(new NativesRelease(huge, "", release.pins.libraries()), root);
        try (JarServer server = new JarServer(exchange -> exchange.sendResponseHeaders(404, -1))) {
            assertTrue(refusal(server.address()).contains("free: make room"));
            sparse(part(), 2 * come - 1);
            assertTrue(refusal(server.address()).contains("HTTP status 404"));
        }
    }

    private static void sparse(Path file, long bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.SPARSE,
                        StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), bytes - 1);
        }
    }

    @Test
    void aServerWithoutRangesIsAskedForTheWholeFileAgain() throws IOException {
        Files.createDirectories(root);
        Files.write(part(), new byte[CUT]);
        try (JarServer server =
                new JarServer(
                        exchange -> {
                            exchange.sendResponseHeaders(200, release.jar.length);
                            exchange.getResponseBody().write(release.jar);
                        })) {
            install(server.address() + "torch.jar");
        }
        assertInstalled(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-9/10", "bytes 7-99/300000", "nonsense"})
    void anAnswerFromAnotherPlaceOfTheFileIsNotGluedOn(String range) throws IOException {
        Files.createDirectories(root);
        Files.write(part(), Arrays.copyOf(release.jar, CUT));
        HttpHandler good = JarServer.whole(release.jar);
        try (JarServer server =
                new JarServer(
                        exchange -> {
                            if (exchange.getRequestHeaders().containsKey("Range")) {
                                exchange.getResponseHeaders().set("Content-Range", range);
                                exchange.sendResponseHeaders(206, 10);
                                exchange.getResponseBody().write(new byte[10]);
                            } else {
                                good.handle(exchange);
                            }
                        })) {
            install(server.address() + "torch.jar");
            assertEquals(List.of("bytes=" + CUT + "-", "whole"), server.asked);
        }
        assertInstalled(root);
    }

    @Test
    void aServerThatTellsAnotherLengthIsNotTrusted() throws IOException {
        byte[] portal = "<html>Please log in to the hospital's network.</html>".getBytes();
        try (JarServer server = new JarServer(JarServer.whole(portal))) {
            String sentence = refusal(server.address() + "torch.jar");
            assertTrue(
                    sentence.contains(
                            "has %d bytes instead of %d"
                                    .formatted(portal.length, release.jar.length)),
                    sentence);
        }
        assertNothingInstalled();
    }

    @Test
    void aServerThatDoesNotTellTheLengthCannotFillTheDisk() throws IOException {
        try (JarServer server =
                new JarServer(
                        exchange -> {
                            exchange.sendResponseHeaders(200, 0);
                            try {
                                while (true) {
                                    exchange.getResponseBody().write(new byte[CUT]);
                                }
                            } catch (IOException e) {
                                // The client has had enough.
                            }
                        })) {
            assertTrue(refusal(server.address() + "torch.jar").contains("instead of"));
        }
        assertTrue(Files.size(part()) <= release.jar.length);
        try (JarServer server = new JarServer(JarServer.whole(release.jar))) {
            refusal(server.address() + "torch.jar");
            install(server.address() + "torch.jar");
        }
        assertInstalled(root);
    }

    @Test
    void wrongBytesAreNotInstalledAndNotKept() throws IOException {
        byte[] wrong = release.jar.clone();
        wrong[wrong.length / 2] ^= 1;
        try (JarServer server = new JarServer(JarServer.whole(wrong))) {
            String sentence = refusal(server.address() + "torch.jar");
            assertTrue(sentence.contains("SHA-256 differs: nothing was installed"), sentence);
        }
        assertNothingInstalled();
    }

    @Test
    void aCancelledDownloadGoesOnLater() throws IOException {
        CountDownLatch later = new CountDownLatch(1);
        HttpHandler part = JarServer.cutting(release.jar, CUT);
        try (JarServer server =
                new JarServer(
                        exchange -> {
                            part.handle(exchange);
                            awaitQuietly(later);
                        })) {
            // Cancelled while the server sends nothing.
            Progress impatient =
                    ImpatientUser.when(report -> report.what().startsWith("Downloading"));
            assertThrows(
                    CancellationException.class,
                    () ->
                            installer.install(
                                    EngineFlavor.CPU, server.address() + "t.jar", impatient));
            later.countDown();
        }
        assertFalse(Files.exists(root.resolve("cpu")));
        long come = Files.size(part());
        assertTrue(come > 0 && come <= CUT, come + " bytes");
        try (JarServer server = new JarServer(JarServer.whole(release.jar))) {
            install(server.address() + "t.jar");
            assertEquals(List.of("bytes=" + come + "-"), server.asked);
        }
        assertInstalled(root);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsNotThereAndWhoIsNotThereAreTold() throws IOException {
        int port;
        try (JarServer server = new JarServer(exchange -> exchange.sendResponseHeaders(404, -1))) {
            port = server.port();
            assertTrue(refusal(server.address()).contains("cannot be had (HTTP status 404)"));
        }
        String nobody = refusal("http://localhost:" + port + "/t.jar");
        assertTrue(nobody.startsWith("localhost cannot be reached (it does not answer)"), nobody);
        assertNothingInstalled();
    }
}
