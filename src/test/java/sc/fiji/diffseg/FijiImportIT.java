package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.leaf.PublishedFiles;
import sc.fiji.diffseg.weights.CheckpointFiles;

/** A model of others, taken over in a real Fiji. */
class FijiImportIT extends InFiji {

    @Test
    void aHeadlessMacroImportsACheckpointAndSegmentsWithIt() throws Exception {
        Path checkpoint =
                PublishedFiles.lightning(
                        scratch.resolve("sdseg.ckpt"),
                        CheckpointFiles.Format.ZIP,
                        PublishedFiles.sdseg());
        String macro =
                "run('Import Weights...', 'source=["
                        + slashed(checkpoint)
                        + "] name=[Imported SDSeg] license=CC-BY-4.0');"
                        + open("nuclei-8bit.png")
                        + "run('LEAF Segment...', '"
                        + KEYS.replace("tiny", "[Imported SDSeg]")
                        + "');"
                        + save("imported");
        String printed = fiji().runHeadless("ijm", macro, Map.of());
        assertTrue(printed.contains("This is an SDSeg model."), printed);
        expected("imported-sdseg", "nuclei-8bit.png", SETTINGS).assertSavedAs(saved("imported"));
    }

    @Test
    void theMenuHasImportWeights() throws Exception {
        Path said = scratch.resolve("import.txt");
        fiji().runWithWindows("List.setCommands;" + write("List.get('Import Weights...')", said));
        assertTrue(Files.readString(said).contains("sc.fiji.diffseg.command.ImportWeights"));
    }
}
