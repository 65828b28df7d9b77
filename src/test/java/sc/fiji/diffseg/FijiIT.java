package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FijiIT {

    @TempDir Path scratch;

    private RealFiji fiji;

    @BeforeEach
    void findFiji() {
        fiji = RealFiji.orSkip(scratch);
    }

    @Test
    void aMacroReachesThePluginHeadless() throws Exception {
        String printed =
                fiji.runHeadless(
                        "print('it is', call('sc.fiji.diffseg.Precision.valueOf', 'AUTO'));");
        assertTrue(printed.contains("it is AUTO"), printed);
    }

    @Test
    void aMacroReachesThePluginWithWindows() throws Exception {
        Path said = scratch.resolve("said.txt");
        fiji.runWithWindows(
                "File.saveString(call('sc.fiji.diffseg.Precision.valueOf', 'AUTO'), '"
                        + said.toString().replace('\\', '/')
                        + "');");
        assertTrue(Files.readString(said).contains("AUTO"));
    }
}
