package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import com.google.gson.JsonObject;
import ij.WindowManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.module.Module;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.training.Bars;

/** Fine-tuning as macros write it. */
class FineTuneModelTest extends WithModels {

    private static final String FAST =
            " base_model=tiny batch_size=2 validate_every=2 precision=float32 device=cpu";

    @TempDir static Path scratch;

    @BeforeAll
    static void install() throws Exception {
        TinyModel.write(models.resolve("tiny"));
        Bars.draw(scratch.resolve("bars"), 8);
    }

    @Test
    void aMacroFineTunesAndThenSegmentsWithTheNewModel() throws Exception {
        String title =
                run(
                        fineTune("images", "output_name=[my bars] steps=2 seed=3")
                                + "newImage('cells', '8-bit ramp', 40, 30, 1);"
                                + "run('LEAF Segment...', 'model=[my bars]'); return getTitle();");
        assertEquals("cells-labels", title);
        ModelFolder made = ModelFolder.open(models.resolve("my-bars"));
        assertEquals("my bars", made.description().name());
        assertEquals("tiny", made.description().parent().orElseThrow().name());
        assertTrue(Files.exists(made.folder().resolve("training/curves.png")));
    }

    @Test
    void allKeysOfARecordedLineAreUnderstood() throws Exception {
        String folder = slashed(scratch.resolve("elsewhere"));
        run(
                fineTune(
                        "images",
                        "output_name=recorded output_folder=["
                                + folder
                                + "] steps=1 first_stage_steps=3 learning_rate=0.001 input_size=16"
                                + " framing=whole scaling=min-max flips=false"
                                + " augmentation_strength=0.5 validation_fraction=0.25"
                                + " split=random validation_image_folder=["
                                + slashed(scratch.resolve("bars/images"))
                                + "] validation_mask_folder=["
                                + slashed(scratch.resolve("bars/masks"))
                                + "] method_settings=[dice_weight=0.5 prediction_type=v_prediction]"
                                + " seed=9"));
        ModelFolder made = ModelFolder.open(scratch.resolve("elsewhere/recorded"));
        assertEquals(16, made.description().input().width());
        assertEquals("min_max", made.description().preprocessing().scaling());
        assertEquals("whole", made.description().preprocessing().framing());
        assertEquals(
                "v_prediction", made.description().network().get("prediction_type").getAsString());
    }

    @Test
    void aFolderWithoutPairsEndsTheMacroWithOneSentence() throws Exception {
        Files.createDirectories(scratch.resolve("bars/nothing"));
        String message =
                refusal(
                        fineTune("nothing", "output_name=none steps=2")
                                + "newImage('went on', '8-bit', 9, 9, 1);");
        assertTrue(message.startsWith("None of the 0 images in "), message);
        assertNull(WindowManager.getImage("went on"));
        assertFalse(Files.exists(models.resolve("none")));
    }

    @Test
    void aLossThatIsNoNumberEndsTheMacroWithAdvice() throws Exception {
        Path folder = scratch.resolve("broken");
        ModelDescription description = TinyModel.write(folder).description();
        Path weights = folder.resolve(description.weights().get(0).source());
        byte[] bytes = Files.readAllBytes(weights);
        // The last weight becomes a float32 that is no number.
        bytes[bytes.length - 1] = 0x7f;
        bytes[bytes.length - 2] = (byte) 0xc0;
        Files.write(weights, bytes);
        FileEntry changed = FileEntry.of(folder, weights.getFileName().toString(), Progress.NONE);
        description.toBuilder()
                .weights(List.of(changed))
                .build()
                .write(folder.resolve(ModelDescription.FILE_NAME));
        String message =
                refusal(
                        fineTune(
                                "images",
                                "output_name=diverged steps=2 base_folder=[%s]"
                                        .formatted(slashed(folder))));
        assertTrue(message.startsWith("In step 1 of the stage 'denoiser' the loss is no"), message);
        assertTrue(message.endsWith("with a learning rate below 0.0003."), message);
    }

    /** Bars that move through a stack, and their labels but for the last plane. */
    private static final String STACK =
            "newImage('cells.tif', '16-bit black', 40, 36, 12);"
                    + "newImage('drawn', '8-bit black', 40, 36, 12);"
                    + "for (i = 1; i <= 12; i++) {"
                    + " selectImage('cells.tif'); setSlice(i); setColor(60000);"
                    + " fillRect(4 + i, 6, 12, 24);"
                    + " if (i < 12) { selectImage('drawn'); setSlice(i); setColor(i);"
                    + " fillRect(4 + i, 6, 12, 24); } }";

    @Test
    void aMacroLearnsFromAnOpenStackAndItsLabels() throws Exception {
        run(
                STACK
                        + stack("image_stack=cells.tif mask_stack=drawn steps=2")
                        + "run('LEAF Segment...', 'model=[cells LEAF] image=cells.tif');");
        ModelFolder made = ModelFolder.open(models.resolve("cells-leaf"));
        JsonObject data =
                made.description().training().getAsJsonArray("data").get(0).getAsJsonObject();
        assertEquals("cells", data.get("name").getAsString());
        assertEquals("blocks", data.get("split").getAsString());
        JsonObject content = data.getAsJsonObject("content");
        assertEquals(12, content.get("pairs").getAsInt());
        assertEquals(1, content.get("empty_masks").getAsInt());
        assertEquals("40 x 36", content.get("largest").getAsString());
        assertFalse(Files.exists(made.folder().resolve("training/planes")));
    }

    @Test
    void openImagesThatDoNotFitTogetherAreRefusedBeforeAnythingIsWritten() {
        String needed = "An open image is learned together with its masks or labels: choose both.";
        assertEquals(needed, refused("image_stack=cells.tif"));
        assertEquals(needed, refused("mask_stack=drawn"));
        assertEquals(
                "No image called 'gone' is open: open it, or give its title as it is.",
                refused("image_stack=cells.tif mask_stack=gone"));
        assertEquals(
                "\"drawn\" is both the image and its labels: choose two images.",
                refused("image_stack=drawn mask_stack=drawn"));
        assertEquals(
                "Choose folders or open images to train on, not both.",
                refused(
                        "image_folder=[%s] image_stack=cells.tif mask_stack=drawn"
                                .formatted(slashed(scratch))));
        String small = refused("image_stack=cells.tif mask_stack=small");
        assertTrue(small.startsWith("\"cells.tif\" is 40 x 36 pixels with 1 channels, 12"), small);
        assertFalse(Files.exists(models.resolve("refused")));
    }

    private static String refused(String keys) {
        return refusal(
                "close('*');"
                        + STACK
                        + "newImage('small', '8-bit black', 40, 36, 1);"
                        + stack(keys + " output_name=refused"));
    }

    private static String stack(String keys) {
        return "run('Fine-tune Model...', '%s%s');".formatted(keys, FAST);
    }

    @Test
    void aModelThatIsThereIsNotOverwritten() {
        String message = refusal(fineTune("images", "output_name=tiny steps=2"));
        assertTrue(message.endsWith("is not empty: choose another name for the model."), message);
    }

    @Test
    void restoringDefaultsKeepsFoldersAndNames() throws Exception {
        Module dialog = dialog(FineTuneModel.class);
        dialog.setInput("output_name", "mine");
        dialog.setInput("learning_rate", 0.01);
        dialog.setInput("method_settings", "dice_weight=1");
        dialog.getInfo().getInput("restore").callback(dialog);
        assertEquals("mine", dialog.getInput("output_name"));
        assertEquals(3e-4, dialog.getInput("learning_rate"));
        assertEquals("", dialog.getInput("method_settings"));
    }

    @Test
    void withoutAFolderOfImagesNothingBegins() {
        assertEquals(
                "Choose the folder of the images to train on, or an open image.",
                refusal("run('Fine-tune Model...', 'steps=2');"));
    }

    private static String fineTune(String images, String keys) {
        return "run('Fine-tune Model...', 'image_folder=[%s] mask_folder=[%s]%s %s');"
                .formatted(
                        slashed(scratch.resolve("bars").resolve(images)),
                        slashed(scratch.resolve("bars/masks")),
                        FAST,
                        keys);
    }
}
