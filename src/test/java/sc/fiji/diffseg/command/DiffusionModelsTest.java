package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.measure.ResultsTable;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.InstalledModel;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.LoadedModel;
import sc.fiji.diffseg.segment.ModelInventory;
import sc.fiji.diffseg.segment.SelfTest;
import sc.fiji.diffseg.segment.TinyModel;

class DiffusionModelsTest extends WithMacros {

    @TempDir Path installed;

    private Path tiny;

    @BeforeEach
    void install() throws Exception {
        tiny = installed.resolve("tiny");
        TinyModel.write(tiny);
        System.setProperty(ModelStore.PROPERTY, installed.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(ModelStore.PROPERTY);
        ResultsTable.getResultsTable().reset();
    }

    private static String macro(String keys, String expression) {
        return run(line(keys) + "return '' + %s;".formatted(expression));
    }

    private static String line(String keys) {
        return "n = nResults; run('Diffusion Models...', '%s');".formatted(keys);
    }

    @Test
    void aMacroListsModelsWithFamilySizeParentAndFolder() throws Exception {
        Files.createDirectory(installed.resolve("empty"));
        Path broken = Files.createDirectory(installed.resolve("broken"));
        Files.writeString(broken.resolve(ModelDescription.FILE_NAME), "{");
        String said =
                macro(
                        "model=[LEAF lesions]",
                        "(nResults - n) + getResultLabel(n) + '|' + getResultString('Family', n)"
                                + " + '|' + getResult('Megabytes', n) + '|'"
                                + " + getResultString('Parent', n) + '|'"
                                + " + getResultString('Licence', n)");
        assertEquals("1LEAF lesions|leaf|13.4458|LEAF lesions|CC-BY-4.0", said);
        assertEquals(tiny.toString(), macro("model=tiny", "getResultString('Folder', n)"));
        String problem = macro("model=broken", "getResultString('Outcome', n)");
        assertTrue(problem.contains("not valid JSON"), problem);
        assertEquals("5", macro("action=list", "(nResults - n)"));
    }

    @Test
    void verifyingTellsWhichFileIsDamaged() throws Exception {
        assertEquals("sound", macro("action=verify model=tiny", "getResultString('Outcome', n)"));
        try (RandomAccessFile file =
                new RandomAccessFile(tiny.resolve("weights.safetensors").toFile(), "rw")) {
            file.seek(file.length() - 1);
            int last = file.read();
            file.seek(file.length() - 1);
            file.write(last ^ 1);
        }
        String outcome = macro("action=verify model=tiny", "getResultString('Outcome', n)");
        assertTrue(outcome.contains("weights.safetensors has the SHA-256"), outcome);
    }

    @Test
    void theSelfTestTellsAModelThatComputesSomethingElse() throws Exception {
        ModelFolder folder = ModelFolder.open(tiny);
        try (LoadedModel loaded =
                LoadedModel.open(folder, TorchEngine.start("cpu"), Progress.NONE)) {
            SelfTest.write(loaded).write(tiny.resolve(ModelDescription.FILE_NAME));
        }
        String outcome = macro("action=self_test model=tiny", "getResultString('Outcome', n)");
        assertTrue(outcome.startsWith("sound (differs by "), outcome);

        Path other = installed.resolve("other");
        TinyModel.write(other, "other", "leaf");
        ModelDescription tested = ModelDescription.read(tiny.resolve(ModelDescription.FILE_NAME));
        Path weights = other.resolve("weights.safetensors");
        perturb(weights);
        Files.copy(tiny.resolve("self-test.safetensors"), other.resolve("self-test.safetensors"));
        ModelDescription.read(other.resolve(ModelDescription.FILE_NAME)).toBuilder()
                .weights(List.of(FileEntry.of(other, "weights.safetensors", Progress.NONE)))
                .testInputs(tested.testInputs())
                .testOutputs(tested.testOutputs())
                .build()
                .write(other.resolve(ModelDescription.FILE_NAME));
        outcome = macro("action=self_test model=other", "getResultString('Outcome', n)");
        assertTrue(outcome.startsWith("computes something else here"), outcome);
    }

    /** Other numbers in the last tenth of a file of weights, each half of what it was. */
    private static void perturb(Path weights) throws Exception {
        byte[] bytes = Files.readAllBytes(weights);
        for (int i = bytes.length - 4 * (bytes.length / 40); i + 3 < bytes.length; i += 4) {
            bytes[i + 3] ^= 0x80;
        }
        Files.write(weights, bytes);
    }

    @Test
    void removingDeletesTheModelAndNothingElse() throws Exception {
        Path note = Files.writeString(tiny.resolve("my notes.txt"), "kept");
        Path nested = installed.resolve("nested");
        TinyModel.write(nested, "nested", "leaf");
        macro("action=remove model=tiny", "1");
        assertEquals("kept", Files.readString(note));
        assertEquals(1, tiny.toFile().list().length);
        macro("action=remove model=nested", "1");
        assertFalse(Files.exists(nested));
        assertTrue(Files.isDirectory(Path.of("src/main/models/leaf-nuclei")));
    }

    @Test
    void nothingIsRemovedByAnEmptyAnUnknownOrAnAmbiguousName() throws Exception {
        TinyModel.write(installed.resolve("twin"), "tiny", "leaf");
        Path broken = Files.createDirectory(installed.resolve("broken"));
        Files.writeString(broken.resolve("model.json"), "{}");
        refuse("action=remove", "Removing needs the name of one model");
        refuse("action=remove model=tiny", "Removing needs the name of one model");
        refuse("action=remove model=../tiny", "There is no model '../tiny' in");
        refuse("action=remove model=broken", "delete the folder yourself");
        refuse("action=delete model=twin", "There is no action 'delete'");
        assertTrue(Files.exists(tiny.resolve("weights.safetensors")));
        assertTrue(Files.exists(broken.resolve("model.json")));
        macro("action=remove model=twin", "1");
        assertFalse(Files.exists(installed.resolve("twin")));
    }

    @Test
    void oneOfSeveralModelsOfANameIsMeantByItsFolder() throws Exception {
        TinyModel.write(installed.resolve("other"), "other", "leaf");
        TinyModel.write(installed.resolve("tiny again"), "tiny", "leaf");
        ModelInventory inventory = new ModelInventory(ModelStore.standard());
        List<InstalledModel> all = inventory.models("");
        for (InstalledModel model : all) {
            String key = ModelInventory.key(model, all);
            assertEquals(List.of(model), inventory.models(key));
            assertEquals(model.name().equals("tiny"), key.equals(model.folder().toString()), key);
        }
    }

    private void refuse(String keys, String sentence) {
        String said = refusal(line(keys));
        assertTrue(said.contains(sentence), said);
    }
}
