package sc.fiji.diffseg.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.leaf.Dinov2Files;
import sc.fiji.diffseg.leaf.PublishedFiles;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.weights.CheckpointFiles.Format;
import sc.fiji.diffseg.weights.SafetensorsFile;

class ModelsTest {

    private static final String RECIPE =
            """
            {"name": "trained", "description": "", "license": "", "authors": [], "cite": [],
             "family": "leaf",
             "method": {"teacher": "TEACHER", "projector_width": 16},
             "input_size": 16, "batch_size": 2,
             "preprocessing": {"scaling": "by_type", "low_percentile": 0, "high_percentile": 100,
              "framing": "whole", "tile_overlap": 0},
             "data": [{"name": "bars", "images": "images", "masks": "masks", "license": "",
              "split": "RANDOM", "weight": 1,
              "cropping": {"framing": "WHOLE", "smallest": 1, "largest": 1, "aspect": 0,
               "foreground_share": 0}}],
             "validation_fraction": 0.5, "validation_images": 1,
             "augmentation": {"flips": true},
             "stages": {"denoiser": {"steps": 2, "learning_rate": 1e-4, "warm_up": 0,
              "decay": "constant"}},
             "seed": 1, "precision": "FLOAT32", "average_decay": 0.9, "validate_every": 2,
             "checkpoint_every": 2}
            """;

    @TempDir Path folder;

    private Path models;

    @BeforeEach
    void chooseAPlaceForModels() {
        models = folder.resolve("models");
        System.setProperty(ModelStore.PROPERTY, models.toString());
    }

    @AfterEach
    void forgetThePlace() {
        System.clearProperty(ModelStore.PROPERTY);
    }

    @Test
    void aDryRunTellsAndWritesNothing() throws IOException {
        Path leaf = PublishedFiles.leafFolder(folder.resolve("published"));
        Terminal.Run run = Terminal.run("models", "import", leaf.toString(), "--dry-run");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("This is a LEAF model.\nTaken:\n"), run.out());
        assertTrue(
                run.out()
                        .contains(
                                "running averages), from"
                                        + " unet_ema/diffusion_pytorch_model.safetensors"),
                run.out());
        assertTrue(
                run.out()
                        .contains(
                                "Left over:\n  unet/diffusion_pytorch_model.safetensors: the"
                                        + " denoiser's raw weights\n"),
                run.out());
        assertFalse(Files.exists(models));
    }

    @Test
    void whatCannotBeImportedIsListedAndTheExitCodeTells() throws IOException {
        Map<String, Dinov2Files.Tensor> tensors = PublishedFiles.klF8();
        tensors.remove("quant_conv.bias");
        tensors.remove("encoder.conv_in.bias");
        Path file = PublishedFiles.plain(folder.resolve("a.pt"), tensors);
        Terminal.Run run = Terminal.run("models", "import", file.toString(), "--name", "a");
        assertEquals(1, run.code());
        assertTrue(
                run.out()
                        .contains(
                                "Hinders the import:\n"
                                        + "  autoencoder: encoder.conv_in.bias is missing\n"
                                        + "  autoencoder: quant_conv.bias is missing\n"),
                run.out());
        Path hostile = Golden.path("checkpoints/malicious.pth");
        Terminal.Run refused = Terminal.run("models", "import", hostile.toString());
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("malicious.pth"), refused.err());
        assertFalse(Files.exists(models));
    }

    @Test
    void theOrdersThatMakeNoSenseAreWrongUse() {
        assertEquals(2, Terminal.run("models").code());
        assertEquals(2, Terminal.run("models", "import").code());
        assertEquals(2, Terminal.run("models", "import", "x", "--weights", "best").code());
    }

    @Test
    void leafsOwnRecipeFromPublishedCheckpointsToAModelThatSegmentsAndBackToPython()
            throws IOException {
        Path ldm =
                PublishedFiles.lightning(
                        folder.resolve("churches.ckpt"),
                        Format.ZIP,
                        PublishedFiles.latentDiffusion(4));
        Path klF8 =
                PublishedFiles.lightning(
                        folder.resolve("kl-f8.ckpt"), Format.LEGACY, PublishedFiles.klF8());
        succeed("models", "import", "" + klF8, "" + ldm, "--weights", "raw", "--name", "ldm");
        Terminal.Run list = Terminal.run("models", "list");
        assertEquals(
                "ldm\tleaf, a base to train from\tMIT\t" + models.resolve("ldm") + "\n",
                list.out().lines().filter(line -> line.startsWith("ldm\t")).findFirst().get()
                        + "\n");

        Path data = data();
        Path recipe = Files.writeString(folder.resolve("recipe.json"), recipe());
        Path trained = models.resolve("trained");
        succeed(
                "train",
                "" + recipe,
                "--data",
                "" + data,
                "--output",
                "" + trained,
                "--work",
                "" + folder.resolve("work"),
                "--base",
                "ldm",
                "--device",
                "cpu");
        ModelDescription model = ModelFolder.open(trained).description();
        assertFalse(model.base());
        assertEquals("ldm", model.parent().orElseThrow().name());
        assertEquals(0.18215, model.network().get("latent_scale").getAsDouble());

        Path image = data.resolve("images/0.png");
        byte[] mask = segment(image, "trained", "first");

        Path exported = folder.resolve("exported");
        succeed("models", "export", "trained", "--output", "" + exported);
        assertEquals(
                List.of(
                        "latent_encoder/config.json",
                        "latent_encoder/diffusion_pytorch_model.safetensors",
                        "model_index.json",
                        "scheduler/scheduler_config.json",
                        "unet/config.json",
                        "unet/diffusion_pytorch_model.safetensors",
                        "vae/config.json",
                        "vae/diffusion_pytorch_model.safetensors"),
                files(exported));
        assertArrayEquals(mask, segment(image, exported.toString(), "second"));
        succeed("models", "import", "" + exported, "--name", "back", "--half");
        assertArrayEquals(mask, segment(image, "back", "third"));
        assertEquals(weights(trained), weights(models.resolve("back")));
    }

    private String recipe() throws IOException {
        Path teacher = folder.resolve("dinov2.pth");
        PublishedFiles.plain(teacher, PublishedFiles.stored(Dinov2Files.random(folder, 1).get(1)));
        succeed("models", "import", "" + teacher, "--name", "dino");
        return RECIPE.replace("TEACHER", models.resolve("dino").toString().replace('\\', '/'));
    }

    private Path data() throws IOException {
        Path data = folder.resolve("data");
        for (String kind : List.of("images", "masks")) {
            Files.createDirectories(data.resolve(kind));
            for (int i = 0; i < 4; i++) {
                ByteProcessor plane = new ByteProcessor(16, 16);
                plane.setValue(255);
                plane.setRoi(2 + i, 3, 8, 9);
                plane.fill();
                FileSaver saver = new FileSaver(new ImagePlus("bar", plane));
                assertTrue(saver.saveAsPng("" + data.resolve(kind + "/" + i + ".png")));
            }
        }
        return data;
    }

    private byte[] segment(Path image, String model, String results) throws IOException {
        Path output = folder.resolve(results);
        succeed(
                "segment",
                "" + image,
                "--model",
                model,
                "--output",
                "" + output,
                "--output-type",
                "mask",
                "--framing",
                "whole",
                "--scaling",
                "by-type",
                "--precision",
                "float32",
                "--device",
                "cpu");
        return (byte[]) ImageFiles.open(output.resolve("0-mask.tif")).getProcessor().getPixels();
    }

    private static void succeed(String... arguments) {
        Terminal.Run run = Terminal.run(arguments);
        assertEquals(0, run.code(), run.err() + run.out());
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /** All values by name. */
    private static Map<String, List<Double>> weights(Path model) throws IOException {
        Map<String, List<Double>> weights = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(model.resolve("weights.safetensors"))) {
            for (String name : file.names()) {
                double[] values = file.readDoubles(name);
                weights.put(name, java.util.Arrays.stream(values).boxed().toList());
            }
        }
        return weights;
    }
}
