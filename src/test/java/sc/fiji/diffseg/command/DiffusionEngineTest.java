package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.macro.Interpreter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.TinyModel;

class DiffusionEngineTest {

    private static final String FIJI = "ij.dir";

    @TempDir Path fiji;

    private Context context;
    private Interpreter interpreter;

    @BeforeEach
    void open() {
        System.setProperty(FIJI, fiji.toString());
        context = new Context();
        MacroBridge.install(context);
        interpreter = new Interpreter();
        interpreter.setIgnoreErrors(true);
    }

    @AfterEach
    void close() {
        System.clearProperty(FIJI);
        MacroBridge.uninstall();
        context.dispose();
    }

    @Test
    void aMacroGetsTheFactsInTheLogAndGoesOn() {
        String facts = logged("run('Diffusion Engine...');");
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
        assertTrue(logged(macro).contains("No model is kept"));
        TorchEngine engine = TorchEngine.start(TorchEngine.AUTO);
        ModelFolder model = TinyModel.write(fiji.resolve("tiny"));
        ModelKeeper.shared().lend(model, engine, Progress.NONE).close();
        assertTrue(logged(macro).contains("is closed"));
    }

    private String logged(String macro) {
        PrintStream out = System.out;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(log, true));
            assertEquals("on", interpreter.run(macro + " return 'on';", ""));
        } finally {
            System.setOut(out);
        }
        return log.toString();
    }

    @Test
    void anInstallationThatFailsEndsTheMacro() {
        assertNull(
                interpreter.run(
                        "run('Diffusion Engine...', 'install=cpu source=[%s]'); return 'on';"
                                .formatted(fiji.toString().replace('\\', '/')),
                        ""));
        String sentence = interpreter.getErrorMessage();
        assertTrue(sentence.startsWith(fiji + " is neither pytorch-native-cpu-"), sentence);
    }

    @Test
    void unknownLibrariesAndAFolderWithoutThemAreRefused() {
        refuse("install=tpu", "There is no PyTorch 'tpu': choose one of cpu, cuda, cuda_download.");
        refuse("install=cuda source=[" + fiji.toString().replace('\\', '/') + "]", "NVIDIA");
    }

    private void refuse(String keys, String sentence) {
        assertNull(
                interpreter.run("run('Diffusion Engine...', '%s'); return 1;".formatted(keys), ""));
        assertTrue(interpreter.getErrorMessage().contains(sentence));
    }
}
