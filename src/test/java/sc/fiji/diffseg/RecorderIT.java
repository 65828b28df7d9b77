package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import ij.IJ;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.leaf.PublishedFiles;
import sc.fiji.diffseg.segment.TinyUniSegDiff;
import sc.fiji.diffseg.training.Bars;
import sc.fiji.diffseg.weights.CheckpointFiles;

/** The commands that work on images and folders and that make models, recorded and run again. */
class RecorderIT extends WithRecorder {

    private static final Path IMAGE =
            Path.of("test-images/nuclei/images/nuclei-8bit.png").toAbsolutePath();

    @Test
    void commandsOnOpenImages() throws Exception {
        TinyUniSegDiff.write(model("staged"), "staged");
        Path tables = scratch.resolve("my tables");
        Path dialogs = Files.createDirectory(scratch.resolve("dialogs"));
        Path replayed = Files.createDirectory(scratch.resolve("replayed"));
        String bars =
                "newImage('bars', '8-bit black', 30, 20, 3); setColor(255);"
                        + " for (i = 1; i <= 3; i++) { setSlice(i); fillRect(0, 0, 5 * i, 20); }";
        String recorded =
                record(
                        """
                        ij.IJ.openImage("%s").show();
                        record("LEAF Segment...", new String[] {"Model", "tiny model",
                            "Output", "mask", "Precision", "float32"});
                        ij.IJ.selectWindow("nuclei-8bit.png");
                        record("UniSegDiff Segment...", new String[] {"Model", "staged",
                            "Framing", "whole", "Precision", "float32"});
                        record("Measure Overlap...", new String[] {"Prediction", "nuclei-8bit-mask",
                            "Truth", "nuclei-8bit-labels", "CSV folder", "%s"});
                        ij.IJ.runMacro("%s");
                        record("Fuse Masks...", new String[] {"Method", "majority"});
                        record("Open Diffusion Sample", new String[] {"Sample", "skin"});
                        """
                                        .formatted(slashed(IMAGE), slashed(tables), bars)
                                + saved(dialogs, "ij.IJ.runMacro(\"", "\");"));
        assertRecorded(
                recorded,
                "run(\"LEAF Segment...\", \"model=[tiny model] samples=1 steps=0 channel=0 output=mask",
                "run(\"UniSegDiff Segment...\", \"model=staged sampler=model samples=0",
                "run(\"Measure Overlap...\", \"prediction=nuclei-8bit-mask truth=nuclei-8bit-labels",
                "run(\"Fuse Masks...\", \"method=majority sample_axis=slices",
                "run(\"Open Diffusion Sample\", \"sample=skin truth=false\");");

        Path measured = scratch.resolve("measured");
        Files.move(tables, measured);
        String said =
                fiji.runHeadless(
                        "ijm",
                        "open('%s');\n".formatted(slashed(IMAGE))
                                + line(recorded, "LEAF Segment...")
                                + "selectImage('nuclei-8bit.png');"
                                + line(recorded, "UniSegDiff Segment...")
                                + line(recorded, "Measure Overlap...")
                                + bars
                                + line(recorded, "Fuse Masks...")
                                + line(recorded, "Open Diffusion Sample")
                                + saved(replayed, "", ""),
                        ONE_THREAD);
        for (String title : RESULTS) {
            assertArrayEquals(
                    pixels(dialogs.resolve(title + ".tif")),
                    pixels(replayed.resolve(title + ".tif")),
                    title + said);
        }
        assertEquals(
                -1, Files.mismatch(measured.resolve("overlap.csv"), tables.resolve("overlap.csv")));
    }

    private static final List<String> RESULTS =
            List.of("nuclei-8bit-mask", "nuclei-8bit-labels", "bars-consensus", "skin-lesion-rgb");

    /** Lines that save the results. */
    private static String saved(Path folder, String before, String after) {
        StringBuilder lines = new StringBuilder();
        for (String title : RESULTS) {
            lines.append(before)
                    .append("selectImage('" + title + "'); saveAs('Tiff', '")
                    .append(slashed(folder.resolve(title + ".tif")) + "');")
                    .append(after + "\n");
        }
        return lines.toString();
    }

    private static float[][] pixels(Path file) {
        return IJ.openImage(file.toString()).getProcessor().getFloatArray();
    }

    @Test
    void commandsOnFolders() throws Exception {
        Path images = Files.createDirectory(scratch.resolve("my images"));
        Files.copy(IMAGE, images.resolve("cells.png"));
        Files.copy(IMAGE, images.resolve("more.png"));
        Path results = scratch.resolve("my results");
        Path tables = scratch.resolve("my tables");
        String firstPart =
                "run('Segment Folder...', 'input_folder=[%s] output_folder=[%s] filter=*.png"
                                .formatted(slashed(images), slashed(results))
                        + " model=[tiny model] precision=float32 part=1 parts=2');";
        String recorded =
                record(
                        """
                        ij.IJ.runMacro("%s");
                        record("Segment Folder...", new String[] {"Folder of images", "%s",
                            "Folder for results", "%s", "Only file names like", "*.png",
                            "Model", "tiny model", "Precision", "float32",
                            "Part", "2", "of parts", "2"});
                        record("Merge Folder Parts...", new String[] {"Folder of results", "%s"});
                        record("Measure Overlap of Folders...", new String[] {"Prediction", "%s",
                            "Truth", "%s", "CSV folder", "%s"});
                        """
                                .formatted(
                                        firstPart,
                                        slashed(images),
                                        slashed(results),
                                        slashed(results),
                                        slashed(images),
                                        slashed(images),
                                        slashed(tables)));
        assertRecorded(
                recorded,
                "run(\"Segment Folder...\", \"input_folder=[" + slashed(images) + "]",
                "filter=*.png model=[tiny model]",
                "truth_folder= redo=false",
                "part=2 parts=2",
                "run(\"Merge Folder Parts...\", \"output_folder=[" + slashed(results) + "]\");",
                "run(\"Measure Overlap of Folders...\", \"prediction=[" + slashed(images) + "]");

        Path before = Files.createDirectory(scratch.resolve("before"));
        Files.move(results, before.resolve("results"));
        Files.move(tables, before.resolve("tables"));
        String said = fiji.runHeadless("ijm", firstPart + "\n" + recorded, ONE_THREAD);
        for (String file : List.of("cells-labels.tif", "more-labels.tif", "summary.csv")) {
            assertEquals(
                    -1,
                    Files.mismatch(before.resolve("results").resolve(file), results.resolve(file)),
                    file + said);
        }
        assertEquals(
                -1,
                Files.mismatch(
                        before.resolve("tables/overlap.csv"), tables.resolve("overlap.csv")));
    }

    @Test
    void commandsThatMakeModels() throws Exception {
        Path bars = scratch.resolve("bars");
        Bars.draw(bars, 8);
        Path checkpoint =
                PublishedFiles.lightning(
                        scratch.resolve("sdseg.ckpt"),
                        CheckpointFiles.Format.ZIP,
                        PublishedFiles.sdseg());
        String recorded =
                record(
                        """
                        record("Import Weights...", new String[] {"Files or folder", "%s",
                            "Name", "Imported SDSeg", "Licence", "CC-BY-4.0"});
                        awaitStart();
                        ij.IJ.doCommand("Fine-tune Model...");
                        fill("Fine-tune Model...", new String[] {"Images", "%s",
                            "Masks (empty = beside the images)", "%s", "Start from", "tiny model",
                            "Name of the new model", "my bars", "Steps", "4", "Batch size", "2",
                            "Precision", "float32"});
                        press("Fine-tune Model...", "OK");
                        press("Fine-tune: my bars", "Start");
                        awaitLine("Fine-tune Model...");
                        """
                                .formatted(
                                        slashed(checkpoint),
                                        slashed(bars.resolve("images")),
                                        slashed(bars.resolve("masks"))));
        assertRecorded(
                recorded,
                "run(\"Import Weights...\", \"source=",
                "name=[Imported SDSeg] license=CC-BY-4.0",
                "run(\"Fine-tune Model...\", \"image_folder=",
                "base_model=[tiny model]",
                "output_name=[my bars]");

        Path before = Files.createDirectory(scratch.resolve("before"));
        List<String> made = List.of("imported-sdseg", "my-bars");
        for (String folder : made) {
            Files.move(model(folder), before.resolve(folder));
        }
        String said = fiji.runHeadless("ijm", recorded, ONE_THREAD);
        for (String folder : made) {
            assertTrue(Files.exists(model(folder).resolve("model.json")), said);
        }
        assertEquals(
                -1,
                Files.mismatch(
                        before.resolve("imported-sdseg/weights.safetensors"),
                        model("imported-sdseg").resolve("weights.safetensors")));
    }

    private static String line(String recorded, String command) {
        return recorded.lines()
                        .filter(line -> line.startsWith("run(\"" + command))
                        .findFirst()
                        .orElseThrow()
                + "\n";
    }
}
