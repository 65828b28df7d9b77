package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.engine.CrashProbe;
import sc.fiji.diffseg.segment.TinyModel;

/** The commands that open windows, and the buttons there, recorded and run again. */
class WindowRecorderIT extends WithRecorder {

    /**
     * Help and citations open their window again. The windows of the models and of the engine are
     * for looking and clicking: their lines say the same in a table and in the log, and each button
     * that does something records a line of its own.
     */
    @Test
    void commandsThatOpenWindows() throws Exception {
        TinyModel.write(model("twin one"), "twin", "leaf");
        TinyModel.write(model("twin two"), "twin", "leaf");
        Path natives = fiji.copy().folder().resolve("lib/pytorch");
        CrashProbe.run(scratch, natives, scratch.resolve("others"), "crash");
        String recorded =
                record(
                        """
                        recordAtOnce("Diffusion Segmentation Help");
                        recordAtOnce("Diffusion Models...");
                        press("Diffusion Models", "Verify");
                        awaitLine("Diffusion Models...\\", \\"action=verify");
                        selectLine("Diffusion Models", 2);
                        press("Diffusion Models", "Remove...");
                        press("Diffusion Models", "OK");
                        awaitLine("Diffusion Models...\\", \\"action=remove");
                        recordAtOnce("Diffusion Engine...");
                        press("Diffusion Engine", "Release Memory");
                        read("Diffusion Engine", "No model is kept .*");
                        press("Diffusion Engine", "Try Again After the Crash");
                        awaitLine("Diffusion Engine...\\", \\"try_again");
                        press("Diffusion Engine", "Start PyTorch");
                        read("Diffusion Engine", "PyTorch runs on .*");
                        record("Cite Diffusion Segmentation", new String[] {"Model", "tiny model"});
                        """);
        assertRecorded(
                recorded,
                "run(\"Diffusion Segmentation Help\", \"guide=index\");",
                "run(\"Diffusion Models...\", \"action=list model=\");",
                "run(\"Diffusion Models...\", \"action=verify model=[tiny model]\");",
                "run(\"Diffusion Models...\", \"action=remove model=["
                        + slashed(model("twin two"))
                        + "]\");",
                "run(\"Diffusion Engine...\", \"install=none source= try_again=false"
                        + " release_memory=false\");",
                "run(\"Diffusion Engine...\", \"release_memory=true\");",
                "run(\"Diffusion Engine...\", \"try_again=true\");",
                "run(\"Diffusion Engine...\");",
                "run(\"Cite Diffusion Segmentation\", \"model=[tiny model]\");");

        TinyModel.write(model("twin two"), "twin", "leaf");
        Path seen = scratch.resolve("seen.txt");
        fiji.attend(
                """
                awaitStart();
                String[] lines = "%s".split("\\n");
                for (int i = 0; i < lines.length; i++) ij.IJ.runMacro(lines[i]);
                java.awt.EventQueue.invokeAndWait(new Runnable() { run() {} });
                StringBuffer seen = new StringBuffer();
                java.awt.Frame[] frames = java.awt.Frame.getFrames();
                for (int i = 0; i < frames.length; i++)
                    if (frames[i].isShowing())
                        seen.append(frames[i].getClass().getSimpleName() + " " + frames[i].getTitle() + "\\n");
                ij.IJ.saveString(seen + ij.IJ.getLog(), "%s");
                """
                        .formatted(
                                recorded.replace("\"", "'").strip().replace("\n", "\\n"),
                                slashed(seen)));
        String said = Files.readString(seen);
        for (String expected :
                List.of(
                        "GuideWindow Diffusion Segmentation Help",
                        "TextWindow Diffusion Models",
                        "JFrame Cite Diffusion Segmentation",
                        "PyTorch: 2.")) {
            assertTrue(said.contains(expected), expected + " is not in " + said);
        }
        assertOnlyOneTwinIsLeft();

        TinyModel.write(model("twin two"), "twin", "leaf");
        said = fiji.runHeadless("ijm", recorded, ONE_THREAD);
        for (String expected : List.of("Five minutes to a result", "PyTorch: 2.", "@software")) {
            assertTrue(said.contains(expected), expected + " is not in " + said);
        }
        assertOnlyOneTwinIsLeft();
    }

    private void assertOnlyOneTwinIsLeft() throws Exception {
        assertTrue(Files.exists(model("twin one")));
        assertFalse(Files.exists(model("twin two")));
    }
}
