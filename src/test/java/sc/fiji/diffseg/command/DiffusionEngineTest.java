package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.TinyModel;

class DiffusionEngineTest extends WithMacros {

    private static final String FIJI = "ij.dir";

    @TempDir Path fiji;

    @BeforeEach
    void beInFiji() {
        System.setProperty(FIJI, fiji.toString());
    }

    @AfterEach
    void leaveFiji() {
        System.clearProperty(FIJI);
    }

    @Test
    void aMacroGetsTheFactsInTheLogAndGoesOn() {
        String facts = log("run('Diffusion Engine...');");
        assertTrue(facts.matches("(?s).*PyTorch: 2\\.7\\.1.*, running\n.*"), facts);
        for (String name : new String[] {"Built for", "Devices", "Threads", "Memory", "Java"}) {
            assertTrue(facts.contains("\n" + name + ": "), facts);
        }
        assertTrue(facts.contains("Fiji: " + fiji), facts);
    }

    @Test
    void aMacroClosesTheModelThatIsKept() throws Exception {
        String macro = "run('Diffusion Engine...', 'release_memory=true');";
        ModelKeeper.shared().release();
        assertTrue(log(macro).contains("No model is kept"));
        TorchEngine engine = TorchEngine.start(TorchEngine.AUTO);
        ModelFolder model = TinyModel.write(fiji.resolve("tiny"));
        ModelKeeper.shared().lend(model, engine, Progress.NONE).close();
        assertTrue(log(macro).contains("is closed"));
    }

    @Test
    void anInstallationThatFailsEndsTheMacro() {
        String sentence =
                refusal(
                        "run('Diffusion Engine...', 'install=cpu source=[%s]');"
                                .formatted(slashed(fiji)));
        assertTrue(sentence.startsWith(fiji + " is neither pytorch-native-cpu-"), sentence);
    }

    @Test
    void anInstallationIsNotForgottenWhereMemoryIsReleasedToo() {
        String keys = "install=cpu source=[" + slashed(fiji) + "] release_memory=true";
        refuse(keys, fiji + " is neither pytorch-native-cpu-");
    }

    @Test
    void unknownLibrariesAndAFolderWithoutThemAreRefused() {
        refuse("install=tpu", "There is no PyTorch 'tpu': choose one of cpu, cuda, cuda_download.");
        refuse("install=cuda source=[" + slashed(fiji) + "]", "NVIDIA");
    }

    private void refuse(String keys, String sentence) {
        String said = refusal("run('Diffusion Engine...', '%s');".formatted(keys));
        assertTrue(said.contains(sentence), said);
    }
}
