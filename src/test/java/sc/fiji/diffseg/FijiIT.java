package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;
import sc.fiji.diffseg.segment.OutputType;
import sc.fiji.diffseg.segment.SegmentationSettings;

/** What users do with an image in a real Fiji: they segment it, from macros and scripts. */
class FijiIT extends InFiji {

    private static final List<String> IMAGES =
            List.of("nuclei-8bit.png", "nuclei-16bit.tif", "histology-rgb.png", "nuclei-stack.tif");

    @Test
    void aHeadlessMacroSegmentsAllKindsOfImagesAsTheLibraryDoes() throws Exception {
        StringBuilder macro = new StringBuilder();
        for (String name : IMAGES) {
            macro.append(open(name))
                    .append(segment(""))
                    .append("print(getTitle() + ' of ' + nImages);")
                    .append(save(name));
        }
        String printed = fiji().runHeadless("ijm", macro.toString(), Map.of());
        assertTrue(printed.contains("nuclei-8bit-labels of 2"), printed);
        for (String name : IMAGES) {
            assertSegmented(name, saved(name));
        }
    }

    @Test
    void aHeadlessMacroDrawsAConsensusAndTheModelOfAnotherMethodIsRefused() throws Exception {
        String macro =
                open("histology-rgb.png")
                        + "run('UniSegDiff Segment...', 'model=staged samples=4 sample_table=true"
                        + " uncertainty_map=true output=mask precision=float32 device=cpu');"
                        + "print(getTitle() + ' of ' + nImages + ', ' + nResults + ' rows');"
                        + save("consensus")
                        + "run('UniSegDiff Segment...', 'model=tiny');";
        String printed = fiji().runHeadless("ijm", macro, Map.of());
        assertTrue(printed.contains("histology-rgb-mask of 3, 4 rows"), printed);
        assertTrue(printed.contains("is a LEAF model and not one of UniSegDiff"), printed);
        SegmentationSettings settings =
                SegmentationSettings.DEFAULT
                        .withOutput(OutputType.MASK, Neighbourhood.EIGHT, 0)
                        .withSampling(
                                SamplingSettings.MODEL
                                        .withSamples(4)
                                        .withPrecision(Precision.FLOAT32));
        expected("staged", "histology-rgb.png", settings).assertSavedAs(saved("consensus"));
    }

    @Test
    void aMacroWithWindowsFindsTheCommandInTheMenuAndTheLabelsInFront() throws Exception {
        Path said = scratch.resolve("said.txt");
        String macro =
                open("nuclei-8bit.png")
                        + "List.setCommands; command = List.get('LEAF Segment...')"
                        + " + List.get('UniSegDiff Segment...');"
                        + segment("samples=2 probability_map=true uncertainty_map=true")
                        + "titles = getList('image.titles'); front = getTitle();"
                        + segment("image=nuclei-8bit.png")
                        + save("window")
                        + write("command + '\\n' + front + '\\n' + String.join(titles)", said);
        fiji().runWithWindows(macro);
        String[] lines = Files.readString(said).split("\n");
        assertTrue(lines[0].contains("sc.fiji.diffseg.command.LeafSegment"), lines[0]);
        assertTrue(lines[0].contains("sc.fiji.diffseg.command.UniSegDiffSegment"), lines[0]);
        assertEquals("nuclei-8bit-labels", lines[1]);
        assertEquals(
                "nuclei-8bit.png,nuclei-8bit-uncertainty,nuclei-8bit-probability,"
                        + "nuclei-8bit-labels",
                lines[2].replace(", ", ","));
        assertSegmented("nuclei-8bit.png", saved("window"));
    }

    @Test
    void aScriptSegmentsADatasetByTheCommandAndByTheLibrary() throws Exception {
        String script =
                """
                #@ DatasetIOService files
                #@ CommandService commands
                #@ ModuleService modules
                import sc.fiji.diffseg.segment.Segmentation;
                data = files.open("%s");
                in = new java.util.HashMap();
                in.put("image", data);
                in.put("model", "tiny");
                command = commands.getCommand("sc.fiji.diffseg.command.LeafSegment");
                module = modules.run(command, true, in).get();
                ij.IJ.saveAsTiff(module.getOutput("segmentation"), "%s");
                axes = new String[data.numDimensions()];
                for (d = 0; d < axes.length; d++) axes[d] = data.axis(d).type().getLabel();
                model = Segmentation.open("tiny");
                images = model.segment(data, data.getName(), axes);
                ij.IJ.saveAsTiff(images.segmentation(), "%s");
                model.close();
                """
                        .formatted(
                                slashed(image("nuclei-stack.tif")),
                                slashed(saved("command")),
                                slashed(saved("library")));
        String printed = fiji().runHeadless("bsh", script, Map.of());
        assertTrue(Files.exists(saved("library")), printed);
        LibraryResult expected = expected("tiny", "nuclei-stack.tif", SegmentationSettings.DEFAULT);
        expected.assertSavedAs(saved("command"));
        expected.assertSavedAs(saved("library"));
    }

    @Test
    void anErrorIsOneSentenceWithTheLineAndEndsTheMacro() throws Exception {
        String macro =
                open("nuclei-8bit.png")
                        + "\nrun('LEAF Segment...', 'model=nothing');\nprint('went on');";
        String printed = fiji().runHeadless("ijm", macro, Map.of());
        assertTrue(
                printed.contains(
                        "There is no model 'nothing'; installed are 'staged', 'tiny'. in line 2"),
                printed);
        assertFalse(printed.contains("went on"), printed);
        assertFalse(printed.contains("sc.fiji.diffseg.command"), "a stack trace: " + printed);
    }

    @Test
    void aMacroIsToldThatPyTorchIsMissing() throws Exception {
        String macro = open("nuclei-8bit.png") + segment("");
        String printed =
                fiji().runHeadless("ijm", macro, Map.of("PYTORCH_LIBRARY_PATH", "/nowhere"));
        assertTrue(printed.contains("PYTORCH_LIBRARY_PATH names '/nowhere', where"), printed);
    }

    private static String segment(String more) {
        return "run('LEAF Segment...', '%s %s');".formatted(KEYS, more);
    }
}
