package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import ij.IJ;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.segment.TinyModel;

/** What the recorder of a real Fiji writes down does the same again, without a dialog. */
class RecorderIT {

    private static final Path IMAGE =
            Path.of("test-images/nuclei/images/nuclei-8bit.png").toAbsolutePath();

    @TempDir Path scratch;

    @Test
    void whatIsRecordedFromDialogsDoesTheSameWithoutThem() throws Exception {
        RealFiji fiji = RealFiji.orSkip(scratch);
        TinyModel.write(fiji.copy().models().resolve("tiny model"), "tiny model", "leaf");
        Path images = Files.createDirectory(scratch.resolve("my images"));
        Files.copy(IMAGE, images.resolve("cells.png"));
        Path results = scratch.resolve("my results");
        Path line = scratch.resolve("recorded.txt");
        Path labels = scratch.resolve("labels.tif");
        Path again = scratch.resolve("again.tif");

        String script =
                """
                        ij.IJ.openImage("%s").show();
                        record("LEAF Segment...", new String[] {"Model", "tiny model",
                            "Output", "mask", "Precision", "float32"});
                        ij.IJ.saveAsTiff(ij.WindowManager.getImage("nuclei-8bit-mask"), "%s");
                        record("Segment Folder...", new String[] {"Folder of images", "%s",
                            "Folder for results", "%s", "Only file names like", "*.png",
                            "Model", "tiny model", "Precision", "float32"});
                        record("Open Diffusion Sample", new String[] {"Sample", "skin"});
                        ij.IJ.saveString(ij.plugin.frame.Recorder.getInstance().getText(), "%s");
                        """
                        .formatted(
                                slashed(IMAGE),
                                slashed(labels),
                                slashed(images),
                                slashed(results),
                                slashed(line));
        String said = fiji.attend(script, "record.bsh");
        assertTrue(Files.exists(line), said);
        String recorded = Files.readString(line);
        for (String expected :
                new String[] {
                    "run(\"LEAF Segment...\", \"",
                    "model=[tiny model]",
                    "output=mask",
                    "run(\"Segment Folder...\", \"input_folder=[" + slashed(images) + "]",
                    "filter=*.png",
                    "truth_folder= ",
                    "run(\"Open Diffusion Sample\", \"sample=skin truth=false\");"
                }) {
            assertTrue(recorded.contains(expected), expected + " is not in " + recorded);
        }

        Path before = scratch.resolve("before");
        Files.move(results, before);
        said =
                fiji.runHeadless(
                        "ijm",
                        "open('"
                                + slashed(IMAGE)
                                + "');\n"
                                + recorded
                                + "print(getTitle()); selectImage('nuclei-8bit-mask');"
                                + "saveAs('Tiff', '"
                                + slashed(again)
                                + "');",
                        Map.of());
        assertTrue(said.contains("\nskin-lesion-rgb"), said + recorded);
        assertArrayEquals(
                IJ.openImage(labels.toString()).getProcessor().getFloatArray(),
                IJ.openImage(again.toString()).getProcessor().getFloatArray());
        String file = "cells-labels.tif";
        assertEquals(-1, Files.mismatch(before.resolve(file), results.resolve(file)));
    }
}
