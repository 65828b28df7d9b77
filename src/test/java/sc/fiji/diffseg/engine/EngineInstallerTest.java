package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Progress;

class EngineInstallerTest {

    private static final int CUT = 50_000;

    @TempDir Path scratch;

    private TinyRelease release;
    private Path root;
    private EngineInstaller installer;

    @BeforeEach
    void prepare() throws IOException {
        release = new TinyRelease();
        root = scratch.resolve("Fiji/lib/pytorch");
        installer = installer(root);
    }

    private EngineInstaller installer(Path... roots) {
        return new EngineInstaller(
                new NativesFolders(List.of(roots)),
                TinyRelease.VERSION,
                TinyRelease.CLASSIFIER,
                Optional.of(release.pins));
    }

    private String install(String source) throws IOException {
        return installer.install(EngineFlavor.CPU, source, Progress.NONE);
    }

    private String refusal(String source) {
        String sentence = assertThrows(IOException.class, () -> install(source)).getMessage();
        assertTrue(sentence.endsWith("."), sentence);
        assertFalse(sentence.contains("\n"), sentence);
        return sentence;
    }

    private void assertInstalled(Path where) throws IOException {
        Path folder = where.resolve("cpu").resolve(TinyRelease.CLASSIFIER);
        for (Map.Entry<String, byte[]> library : release.libraries.entrySet()) {
            assertArrayEquals(
                    library.getValue(), Files.readAllBytes(folder.resolve(library.getKey())));
        }
        NativesFolders folders = new NativesFolders(List.of(where));
        assertEquals(Optional.of(folder), folders.find(TinyRelease.CLASSIFIER));
        assertEquals(List.of(".lock", "cpu", "use.txt"), entries(where));
    }

    private void assertNothingInstalled() throws IOException {
        assertFalse(Files.exists(root.resolve("cpu")));
        assertEquals(List.of(".lock"), entries(root));
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path part() {
        return root.resolve(release.pins.jar().name() + ".part");
    }

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
                    new Progress() {
                        private volatile boolean enough;

                        @Override
                        public void report(double fraction, String what) {
                            enough = what.startsWith("Downloading");
                        }

                        @Override
                        public boolean isCancelled() {
                            return enough;
                        }
                    };
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

    @Test
    void installsFromAFileAFolderWithTheFileAndAFolderOfLibraries() throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("downloads"));
        Path jar = Files.write(folder.resolve(release.pins.jar().name()), release.jar);
        install(jar.toString());
        assertInstalled(root);
        installer = installer(scratch.resolve("second"));
        install(folder.toString());
        assertInstalled(scratch.resolve("second"));
        installer = installer(scratch.resolve("third"));
        install(scratch.resolve("second/cpu/" + TinyRelease.CLASSIFIER).toString());
        assertInstalled(scratch.resolve("third"));
        assertArrayEquals(release.jar, Files.readAllBytes(jar));
    }

    @Test
    void anotherFileOrFolderIsRefusedAndWhatWasInstalledStays() throws IOException {
        Path jar = Files.write(scratch.resolve("torch.jar"), release.jar);
        install(jar.toString());
        Files.write(jar, new byte[release.jar.length]);
        assertTrue(refusal(jar.toString()).startsWith(jar + " is not pytorch-native-cpu"));
        assertTrue(refusal(scratch.toString()).contains("is neither pytorch-native-cpu"));
        assertTrue(refusal(scratch.resolve("none").toString()).contains("is neither"));
        Path libraries = Files.createDirectories(scratch.resolve("libraries"));
        for (Map.Entry<String, byte[]> library : release.libraries.entrySet()) {
            Files.write(libraries.resolve(library.getKey()), library.getValue());
        }
        Path last = libraries.resolve(System.mapLibraryName("torch_cpu"));
        Files.write(last, new byte[100_000]);
        assertTrue(refusal(libraries.toString()).contains("SHA-256 differs"));
        Files.delete(last);
        assertTrue(refusal(libraries.toString()).contains(last + " is missing"));
        assertInstalled(root);
    }

    @Test
    void whereFijiCannotBeWrittenToTheUsersFolderServes() throws IOException {
        Path file = Files.writeString(scratch.resolve("file"), "in the way");
        Path jar = Files.write(scratch.resolve("torch.jar"), release.jar);
        installer = installer(file.resolve("lib"), scratch.resolve("user"));
        install(jar.toString());
        assertInstalled(scratch.resolve("user"));
        installer = installer(file.resolve("lib"));
        assertEquals(
                "No folder can be written to that PyTorch could be installed in: make "
                        + file.resolve("lib")
                        + " writable.",
                refusal(jar.toString()));
    }

    @Test
    void aFailureOfTheDiskIsToldWithTheFile() throws IOException {
        Path jar = Files.write(scratch.resolve("torch.jar"), release.jar);
        Files.createDirectories(root);
        Files.writeString(root.resolve("cpu"), "a file where a folder should be");
        String sentence = refusal(jar.toString());
        assertTrue(sentence.startsWith("PyTorch was not installed, as " + root), sentence);
    }

    @Test
    void oneInstallationAtATimeAndAKilledOneLeavesNothing() throws IOException {
        Path jar = Files.write(scratch.resolve("torch.jar"), release.jar);
        Files.createDirectories(root.resolve(".new-killed/half"));
        try (NativesRoot other = new NativesRoot(root)) {
            assertTrue(refusal(jar.toString()).contains("is being installed in " + root));
        }
        install(jar.toString());
        assertInstalled(root);
        install(jar.toString());
        assertInstalled(root);
    }

    @Test
    void everyPlatformsReleaseIsPinned() {
        List<NativesRelease> all = NativesRelease.all();
        assertEquals(4, all.size());
        for (NativesRelease pinned : all) {
            assertTrue(pinned.jar().sha256().matches("[0-9a-f]{64}"), pinned.toString());
            assertTrue(pinned.libraries().size() >= 4, pinned.toString());
        }
        for (String platform :
                List.of("linux-x86_64", "linux-aarch64", "win-x86_64", "osx-aarch64")) {
            assertTrue(NativesRelease.of("2.7.1", platform).isPresent(), platform);
        }
    }
}
