package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.segment.TinyModel;

/** A Fiji that has the plug-in but not yet PyTorch's native libraries. */
class EngineIT {

    private static final String SEGMENT =
            "open('%s');run('LEAF Segment...', 'model=tiny device=cpu'); print('got ' + getTitle());"
                    .formatted(
                            slashed(
                                    Path.of("test-images/nuclei/images/nuclei-8bit.png")
                                            .toAbsolutePath()));

    /** Threads that spin while they wait crawl on a machine that does other work too. */
    private static final Map<String, String> QUIET = Map.of("OMP_WAIT_POLICY", "passive");

    @TempDir Path scratch;

    private RealFiji fiji;
    private Path root;

    @BeforeEach
    void install() throws Exception {
        fiji = RealFiji.orSkip(scratch);
        fiji.copy().removeNatives();
        TinyModel.write(fiji.copy().models().resolve("tiny"));
        root = fiji.copy().folder().resolve("lib/pytorch");
    }

    @Test
    void aMacroIsToldWhatToOpenAndInstallsItAndSegmentsWithoutARestart() throws Exception {
        String printed = fiji.runHeadless("ijm", SEGMENT, QUIET);
        assertTrue(
                printed.contains(
                        "PyTorch's native libraries are not installed: open Plugins > Diffusion"
                                + " Segmentation > Diffusion Engine, or run"),
                printed);
        assertFalse(printed.contains("got "), printed);

        String install =
                "run('Diffusion Engine...'); print('went on');"
                        + "run('Diffusion Engine...', 'install=cpu source=[%s]');"
                                .formatted(slashed(FijiCopy.nativesJar()));
        printed = fiji.runHeadless("ijm", install + SEGMENT, QUIET);
        assertTrue(printed.contains("went on"), printed);
        assertTrue(printed.contains("(cpu) is installed in " + root), printed);
        assertTrue(printed.contains("got nuclei-8bit-labels"), printed);

        printed = fiji.runHeadless("ijm", "run('Diffusion Engine...');" + SEGMENT, QUIET);
        assertTrue(printed.matches("(?s).*PyTorch: 2\\.7\\.1, running\n.*"), printed);
        assertTrue(printed.contains(", installed\n"), printed);
        assertTrue(printed.contains("got nuclei-8bit-labels"), printed);
    }

    @Test
    void aMacroWithWindowsFindsTheCommandAndGetsTheFactsInTheLog() throws Exception {
        Path said = scratch.resolve("said.txt");
        String macro =
                "List.setCommands; command = List.get('Diffusion Engine...');"
                        + "run('Diffusion Engine...');"
                        + "File.saveString(command + getInfo('log'), '%s');"
                                .formatted(slashed(said));
        fiji.runWithWindows(macro);
        String text = Files.readString(said);
        assertTrue(text.contains("sc.fiji.diffseg.command.DiffusionEngine"), text);
        assertTrue(text.contains("not installed: open Plugins"), text);
    }
}
