package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.training.Bars;

/** Macros in a real Fiji that train a model and segment with it. */
class FijiTrainingIT extends InFiji {

    /** Such small networks gain nothing by threads, which crawl where others compute too. */
    private static final Map<String, String> ONE_THREAD = Map.of("OMP_NUM_THREADS", "1");

    @Test
    void aHeadlessMacroFineTunesAModelAndSegmentsWithIt() throws Exception {
        String macro =
                fineTune(folders("bars"), "output_name=[tuned here] steps=4")
                        + open("nuclei-8bit.png")
                        + "run('LEAF Segment...', 'model=[tuned here] device=cpu');"
                        + "print(getTitle() + ' of ' + nImages);";
        String printed = fiji().runHeadless("ijm", macro, ONE_THREAD);
        assertTrue(printed.contains("8 pairs: 4 for training, 2 for validation"), printed);
        assertTrue(printed.contains("nuclei-8bit-labels of 2"), printed);
        Path made = model("tuned-here");
        assertTrue(Files.exists(made.resolve("training/curves.png")), printed);
        assertFalse(Files.exists(made.resolve("training/checkpoint.safetensors")), printed);
    }

    @Test
    void aHeadlessMacroLearnsFromAnOpenStackAndItsLabels() throws Exception {
        String macro =
                "newImage('cells.tif', '16-bit black', 40, 36, 10);"
                        + "newImage('drawn', '8-bit black', 40, 36, 10);"
                        + "for (i = 1; i <= 10; i++) {"
                        + " selectImage('cells.tif'); setSlice(i); setColor(60000);"
                        + " fillRect(4 + i, 6, 12, 24);"
                        + " selectImage('drawn'); setSlice(i); setColor(i);"
                        + " fillRect(4 + i, 6, 12, 24); }"
                        + fineTune(
                                "image_stack=cells.tif mask_stack=drawn",
                                "output_name=[of a stack] steps=2");
        String printed = fiji().runHeadless("ijm", macro, ONE_THREAD);
        assertTrue(printed.contains("10 pairs: 6 for training, 2 for validation"), printed);
        Path made = model("of-a-stack");
        assertTrue(Files.exists(made.resolve("model.json")), printed);
        assertFalse(Files.exists(made.resolve("training/planes")), printed);
    }

    @Test
    void finishingATrainingInItsWindowKeepsTheBestModel() throws Exception {
        String script =
                """
                finish() { press("Fine-tune: finished", "Finish now and keep the best"); }
                new Thread(new Runnable() { run() { finish(); } }).start();
                ij.IJ.runMacro("%s");
                """;
        String macro = fineTune(folders("more bars"), "output_name=finished steps=1000000");
        String printed = fiji().attend(script.formatted(macro));
        Path made = model("finished");
        assertTrue(Files.exists(made.resolve("MODEL_CARD.md")), printed);
        assertFalse(Files.exists(made.resolve("training/checkpoint.safetensors")), printed);
    }

    private static String folders(String name) {
        Path bars = scratch.resolve(name);
        Bars.draw(bars, 8);
        return "image_folder=[%1$s/images] mask_folder=[%1$s/masks]".formatted(slashed(bars));
    }

    private static String fineTune(String data, String more) {
        return "run('Fine-tune Model...', '%s base_model=tiny batch_size=2 validate_every=2 precision=float32 device=cpu %s');"
                .formatted(data, more);
    }
}
