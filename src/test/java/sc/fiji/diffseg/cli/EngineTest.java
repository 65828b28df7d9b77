package sc.fiji.diffseg.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.engine.ChildJava;
import sc.fiji.diffseg.engine.StrictProxy;

class EngineTest {

    private static final String NOT_INSTALLED =
            "PyTorch's native libraries are not installed: open Plugins > Diffusion Segmentation >"
                    + " Diffusion Engine, or run 'engine install' in a terminal, to install them.";

    @TempDir Path home;

    private ChildJava.Run run(List<String> options, String... arguments) throws Exception {
        return ChildJava.run(home, options, DiffusionSegmentation.class, arguments);
    }

    @Test
    void withPyTorchTheFactsSaySoAndTheEndIsGood() {
        Terminal.Run run = Terminal.run("engine");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().matches("(?s).*PyTorch: 2\\.7\\.1.*, running\n.*"), run.out());
        assertTrue(run.out().matches("(?s).*Devices: cpu.*"), run.out());
        assertTrue(run.out().matches("(?s).*Libraries: the class path\n.*"), run.out());
    }

    @Test
    void withoutPyTorchEveryCommandSaysWhatToOpenAndNobodyAsksTheNetwork() throws Exception {
        try (StrictProxy network = new StrictProxy()) {
            List<String> watched = network.options(network.socks().toArray(String[]::new));
            ChildJava.Run facts = run(watched, "engine");
            assertEquals(1, facts.code());
            assertTrue(facts.printed().strip().endsWith(NOT_INSTALLED), facts.printed());
            assertTrue(facts.printed().contains("Proxy: localhost:"), facts.printed());
            ChildJava.Run segment =
                    run(
                            watched,
                            "segment",
                            Path.of("test-images/nuclei/images/nuclei-8bit.png")
                                    .toAbsolutePath()
                                    .toString(),
                            "--model",
                            Path.of("src/main/models/leaf-nuclei").toAbsolutePath().toString(),
                            "--output",
                            home.resolve("results").toString());
            assertEquals(1, segment.code());
            assertTrue(segment.printed().contains(NOT_INSTALLED), segment.printed());
            assertEquals(List.of(), network.asked());
        }
    }

    @Test
    void aProxyGetsTheNameAndThePasswordThatJavaWasGiven() throws Exception {
        try (StrictProxy proxy = new StrictProxy()) {
            List<String> options =
                    proxy.options("-Dhttps.proxyUser=anna", "-Dhttps.proxyPassword=geheim");
            ChildJava.Run run = run(options, "engine", "install");
            assertEquals(1, run.code(), run.printed());
            assertTrue(
                    proxy.asked().contains("CONNECT repo1.maven.org:443 HTTP/1.1 by anna"),
                    () -> proxy.asked() + run.printed());
        }
    }

    @Test
    void theLibrariesOfThisComputerAreInstalledFromTheirJarAndUsed() throws Exception {
        Path jar =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .filter(file -> file.getFileName().toString().startsWith("pytorch-native"))
                        .findFirst()
                        .orElseThrow();
        Path fiji = Files.createDirectory(home.resolve("Fiji.app"));
        List<String> inFiji = List.of("-Dij.dir=" + fiji);
        ChildJava.Run install = run(inFiji, "engine", "install", "--from", jar.toString());
        assertEquals(0, install.code(), install.printed());
        Path root = fiji.resolve("lib/pytorch");
        assertTrue(
                install.printed().contains("PyTorch 2.7.1 (cpu) is installed in " + root),
                install.printed());
        ChildJava.Run facts = run(inFiji, "engine");
        assertEquals(0, facts.code(), facts.printed());
        assertTrue(facts.printed().contains(", running"), facts.printed());
        assertTrue(facts.printed().contains("Libraries: " + root), facts.printed());
        assertFalse(Files.exists(home.resolve(".diffusion-segmentation")));
    }

    @Test
    void wrongUseIsToldInOneSentence() throws Exception {
        Terminal.Run flavor = Terminal.run("engine", "install", "tpu");
        assertEquals(2, flavor.code());
        assertTrue(flavor.err().contains("CUDA_DOWNLOAD"), flavor.err());
        ChildJava.Run source = run(List.of(), "engine", "install", "--from", home.toString());
        assertEquals(1, source.code());
        assertTrue(source.printed().contains(home + " is neither pytorch-native-cpu-2.7.1"));
    }
}
