package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.module.MethodRef;
import org.scijava.module.Module;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.leaf.PublishedFiles;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.weights.CheckpointFiles.Format;

class ImportWeightsMacroTest extends WithMacros {

    @TempDir Path folder;

    private Path models;

    @BeforeEach
    void useAnEmptyFolder() {
        models = folder.resolve("models");
        System.setProperty(ModelStore.PROPERTY, models.toString());
    }

    @AfterEach
    void forgetTheFolder() {
        System.clearProperty(ModelStore.PROPERTY);
    }

    @Test
    void anImportedModelSegmentsOnTheNextLine() throws IOException {
        Path leaf = PublishedFiles.leafFolder(folder.resolve("published"));
        String title =
                run(
                        "run('Import Weights...', 'source=["
                                + slashed(leaf)
                                + "] name=[My LEAF] half_precision=true');"
                                + "newImage('cells', '8-bit ramp', 40, 30, 1);"
                                + "run('LEAF Segment...', 'model=[My LEAF] precision=float32');"
                                + "return getTitle();");
        assertEquals("cells-labels", title);
        assertFalse(ModelFolder.open(models.resolve("my-leaf")).description().base());
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        Path leaf = PublishedFiles.leafFolder(folder.resolve("published"));
        assertEquals(
                "went on",
                run(
                        "run('Import Weights...', 'source=["
                                + slashed(leaf)
                                + "] dry_run=true'); return 'went on';"));
        assertFalse(Files.exists(models));
    }

    @Test
    void severalFilesBecomeOneBaseWhichIsNotOfferedForSegmenting() throws IOException {
        Path ldm =
                PublishedFiles.lightning(
                        folder.resolve("ldm.ckpt"), Format.ZIP, PublishedFiles.latentDiffusion(4));
        Path autoencoder = PublishedFiles.plain(folder.resolve("kl-f8.pt"), PublishedFiles.klF8());
        run(
                "run('Import Weights...', 'source=["
                        + slashed(ldm)
                        + ";"
                        + slashed(autoencoder)
                        + "] weights=raw license=MIT citation=[Me, 2026] name=base');");
        ModelDescription base = ModelFolder.open(models.resolve("base")).description();
        assertTrue(base.base());
        assertEquals("Me, 2026", base.cite().get(0).text());
        assertEquals(
                "'base' is a base to train from and cannot segment by itself: choose a model that"
                        + " was trained from it.",
                refusal(
                        "newImage('cells', '8-bit ramp', 40, 30, 1);"
                                + "run('LEAF Segment...', 'model=base');"));
    }

    @Test
    void aHostileFileEndsTheMacroInOneSentence() throws IOException {
        String message =
                refusal(
                        "run('Import Weights...', 'source=["
                                + slashed(Golden.path("checkpoints/malicious.pth"))
                                + "]');");
        assertTrue(message.contains("malicious.pth"), message);
        assertFalse(Files.exists(models));
    }

    @Test
    void theDialogTellsWhatIsRecognisedAndFillsInNameAndLicence() throws Exception {
        Path file =
                PublishedFiles.lightning(
                        folder.resolve("ldm.ckpt"), Format.ZIP, PublishedFiles.latentDiffusion(4));
        Module dialog = dialog(ImportWeights.class);
        String initial = dialog.getInput("recognised").toString();
        dialog.setInput("source", file.toString());
        new MethodRef(ImportWeights.class, "check").execute(dialog.getDelegateObject());
        String told = dialog.getInput("recognised").toString();
        assertTrue(words(told).contains("a base for a LEAF training: autoencoder, denoiser"), told);
        assertEquals("ldm", dialog.getInput("name"));
        assertEquals("MIT", dialog.getInput("license"));
        assertEquals(told.split("<br>").length, initial.split("<br>").length);
        dialog.setInput("source", folder.resolve("nothing").toString());
        new MethodRef(ImportWeights.class, "check").execute(dialog.getDelegateObject());
        told = dialog.getInput("recognised").toString();
        assertTrue(words(told).startsWith("There is no weights file"), told);
    }

    /** What a user reads. */
    private static String words(String html) {
        return html.replace("&nbsp;", " ").replaceAll("<br>", " ").replaceAll("<[^>]+>", "");
    }
}
