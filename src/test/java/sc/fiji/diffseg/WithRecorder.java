package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.segment.TinyModel;

/**
 * What the recorder of a real Fiji writes down for every command of the menu does the same again,
 * without a dialog; a dialog would never be answered here.
 */
abstract class WithRecorder {

    /** Such small networks gain nothing by threads, which crawl where others compute too. */
    static final Map<String, String> ONE_THREAD = Map.of("OMP_NUM_THREADS", "1");

    @TempDir Path scratch;

    RealFiji fiji;

    @BeforeEach
    final void install() throws Exception {
        fiji = RealFiji.orSkip(scratch);
        TinyModel.write(model("tiny model"), "tiny model", "leaf");
    }

    /** The lines that a Fiji records while a script does what a user does. */
    final String record(String script) throws Exception {
        Path lines = scratch.resolve("recorded.txt");
        String said =
                fiji.attend(
                        script
                                + "ij.IJ.saveString(ij.plugin.frame.Recorder.getInstance()"
                                + ".getText(), \"%s\");".formatted(slashed(lines)),
                        "record.bsh");
        assertTrue(Files.exists(lines), said);
        return Files.readString(lines);
    }

    static void assertRecorded(String recorded, String... expected) {
        for (String words : expected) {
            assertTrue(recorded.contains(words), words + " is not in " + recorded);
        }
    }

    final Path model(String folder) throws Exception {
        return fiji.copy().models().resolve(folder);
    }
}
