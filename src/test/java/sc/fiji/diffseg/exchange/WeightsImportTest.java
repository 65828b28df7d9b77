package sc.fiji.diffseg.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.leaf.Dinov2Files;
import sc.fiji.diffseg.leaf.Dinov2Files.Tensor;
import sc.fiji.diffseg.leaf.PublishedFiles;
import sc.fiji.diffseg.model.Hashes;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.Averaging;
import sc.fiji.diffseg.network.ImportChoice;
import sc.fiji.diffseg.network.Recognition;
import sc.fiji.diffseg.weights.CheckpointFiles.Format;

/** What each published layout of weights becomes. */
class WeightsImportTest extends WithWeightsImport {

    @ParameterizedTest
    @EnumSource(Format.class)
    void aLatentDiffusionModelIsABaseWithItsAveragesUnlessTheRawWeightsAreWanted(Format format)
            throws IOException {
        Path file =
                PublishedFiles.lightning(
                        folder.resolve("churches.ckpt"), format, PublishedFiles.latentDiffusion(4));
        ModelFolder base = imported(file);
        assertWeights(base, "unet.", PublishedFiles.denoiser(4, 2));
        assertWeights(base, "vae.", PublishedFiles.autoencoder(3));
        ModelDescription model = base.description();
        assertTrue(model.base());
        assertEquals("churches", model.name());
        assertEquals("MIT", model.license());
        assertTrue(model.cite().get(0).text().startsWith("Rombach"), model.cite().toString());
        JsonObject unet = model.network().getAsJsonObject("unet");
        assertEquals(4, unet.get("in_channels").getAsInt());
        assertEquals(32, unet.get("model_channels").getAsInt());
        assertEquals("[1,2]", unet.get("channel_mult").toString());
        assertEquals("[2]", unet.get("attention_resolutions").toString());
        assertEquals(
                "{\"ch\":32,\"ch_mult\":[1,1,2],\"num_res_blocks\":1,\"z_channels\":4}",
                model.network().get("autoencoder").toString());
        Files.delete(base.path("weights.safetensors"));
        Files.delete(base.path("model.json"));
        Files.delete(base.folder());
        assertWeights(
                imported(RAW, ImportSettings.DEFAULT, file),
                "unet.",
                PublishedFiles.denoiser(4, 1));
    }

    @Test
    void theAutoencoderOfItsOwnFileIsTakenTogetherWithTheDenoiserOfAnother() throws IOException {
        Path diffusion =
                PublishedFiles.lightning(
                        folder.resolve("ldm.ckpt"), Format.ZIP, PublishedFiles.latentDiffusion(4));
        Path autoencoder =
                PublishedFiles.lightning(
                        folder.resolve("kl-f8.ckpt"), Format.LEGACY, PublishedFiles.klF8());
        ModelFolder base = imported(diffusion, autoencoder);
        assertWeights(base, "vae.", PublishedFiles.autoencoder(5));
        assertWeights(base, "unet.", PublishedFiles.denoiser(4, 2));
        List<String> left = recognise(ImportChoice.DEFAULT, diffusion, autoencoder).left();
        assertTrue(left.contains("ldm.ckpt: the autoencoder"), left.toString());
        assertTrue(
                left.contains(
                        "kl-f8.ckpt: 2 tensors of the autoencoder's training (discriminator and"
                                + " perceptual loss)"),
                left.toString());
    }

    @Test
    void basesThatWereImportedApartBecomeOne() throws IOException {
        Path diffusion =
                PublishedFiles.lightning(
                        folder.resolve("ldm.ckpt"), Format.ZIP, PublishedFiles.latentDiffusion(4));
        Path autoencoder = PublishedFiles.plain(folder.resolve("kl-f8.pt"), PublishedFiles.klF8());
        try (WeightsImport one =
                        WeightsImport.open(
                                List.of(diffusion),
                                new ImportChoice(Averaging.AVERAGED, "denoiser"));
                WeightsImport other =
                        WeightsImport.open(List.of(autoencoder), ImportChoice.DEFAULT)) {
            one.write(ImportSettings.DEFAULT, folder.resolve("one"), Progress.NONE);
            other.write(ImportSettings.DEFAULT, folder.resolve("other"), Progress.NONE);
        }
        ModelFolder both = imported(folder.resolve("one"), folder.resolve("other"));
        assertTrue(both.description().base());
        assertWeights(both, "vae.", PublishedFiles.autoencoder(5));
        assertWeights(both, "unet.", PublishedFiles.denoiser(4, 2));
    }

    @Test
    void anSdsegCheckpointIsAModelWithItsScaleAndSchedule() throws IOException {
        Path file =
                PublishedFiles.lightning(
                        folder.resolve("last.ckpt"), Format.ZIP, PublishedFiles.sdseg());
        ModelFolder model = imported(file);
        assertFalse(model.description().base());
        assertEquals(folder.getFileName().toString(), model.description().name());
        assertEquals("", model.description().license());
        assertWeights(model, "unet.", PublishedFiles.denoiser(8, 2));
        assertWeights(model, "vae.", PublishedFiles.autoencoder(3));
        assertWeights(model, "latent_encoder.", PublishedFiles.imageEncoder(true, 4));
        JsonObject network = model.description().network();
        assertEquals(0.125, network.get("latent_scale").getAsDouble());
        assertEquals("out_conv", network.get("conditioning_head").getAsString());
        assertEquals("noise_first", network.get("concat_order").getAsString());
        assertEquals("epsilon", network.get("prediction_type").getAsString());
        assertEquals("scaled_linear", network.get("beta_schedule").getAsString());
        assertEquals(0.0015, network.get("beta_start").getAsDouble());
        assertEquals(0.0155, network.get("beta_end").getAsDouble());
        assertFalse(network.get("clamp_latent").getAsBoolean());
    }

    @Test
    void aLeafFolderIsAModelAsItsConfigurationSays() throws IOException {
        ModelFolder model = imported(PublishedFiles.leafFolder(folder.resolve("leaf-qata")));
        assertEquals("leaf-qata", model.description().name());
        assertEquals(64, model.description().input().width());
        JsonObject network = model.description().network();
        assertEquals("v_prediction", network.get("prediction_type").getAsString());
        assertFalse(network.get("clamp_latent").getAsBoolean());
        assertEquals(4, network.getAsJsonObject("unet").get("num_heads").getAsInt());
        assertEquals(8, network.getAsJsonObject("unet").get("in_channels").getAsInt());
        assertWeights(model, "unet.", PublishedFiles.denoiser(8, 2));
        assertWeights(model, "latent_encoder.", PublishedFiles.imageEncoder(false, 4));
    }

    @Test
    void theRawDenoiserOfALeafFolderIsTakenIfItIsWanted() throws IOException {
        Path leaf = PublishedFiles.leafFolder(folder.resolve("leaf"));
        ModelFolder model = imported(RAW, ImportSettings.DEFAULT, leaf);
        assertWeights(model, "unet.", PublishedFiles.denoiser(8, 1));
    }

    @Test
    void averagesNeedNoRawWeightsBesideThem() throws IOException {
        Map<String, Tensor> tensors = PublishedFiles.sdseg();
        tensors.keySet().removeIf(name -> name.startsWith("model.diffusion_model."));
        Path file = PublishedFiles.lightning(folder.resolve("ema.ckpt"), Format.ZIP, tensors);
        for (ImportChoice choice : List.of(ImportChoice.DEFAULT, RAW)) {
            Recognition found = recognise(choice, file);
            assertEquals("an SDSeg model", found.title());
            assertEquals(List.of(), found.faults());
        }
        assertWeights(imported(file), "unet.", PublishedFiles.denoiser(8, 2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAutoencoderOfDiffusersHasItsCompVisNamesAndShapes(boolean old) throws IOException {
        Path vae = folder.resolve("stable-diffusion/vae");
        PublishedFiles.diffusersFolder(
                vae, PublishedFiles.diffusers(PublishedFiles.autoencoder(6), old), "{}");
        ModelFolder base = imported(vae);
        assertTrue(base.description().base());
        assertEquals("", base.description().license());
        assertWeights(base, "vae.", PublishedFiles.autoencoder(6));
    }

    @Test
    void aTeacherIsImportedFromACheckpointInEitherNaming() throws IOException {
        List<Path> both = Dinov2Files.random(folder, 1);
        for (Path file : both) {
            Recognition found = recognise(ImportChoice.DEFAULT, file);
            assertEquals(List.of(), found.faults());
            assertEquals("Apache-2.0", found.license());
            assertEquals("a DINOv2, the teacher of a LEAF training", found.title());
        }
        Set<String> names = recognise(ImportChoice.DEFAULT, both.get(1)).weights().names();
        assertEquals(recognise(ImportChoice.DEFAULT, both.get(0)).weights().names(), names);
    }

    @Test
    void theAutoencoderOfAModelOfAnotherKindCanBeTakenAlone() throws IOException {
        Map<String, Tensor> tensors = PublishedFiles.latentDiffusion(4);
        tensors.put(
                "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.norm1.weight",
                PublishedFiles.tensor(new Random(1), 32));
        tensors.keySet().removeIf(name -> name.startsWith("model_ema"));
        Path file = PublishedFiles.lightning(folder.resolve("sd.ckpt"), Format.ZIP, tensors);
        assertEquals(
                List.of(
                        "denoiser: input_blocks.1.1.transformer_blocks.0.norm1.weight belongs to no"
                                + " layer"),
                recognise(ImportChoice.DEFAULT, file).faults());
        ModelFolder base =
                imported(
                        new ImportChoice(Averaging.AVERAGED, "autoencoder"),
                        ImportSettings.DEFAULT,
                        file);
        assertWeights(base, "vae.", PublishedFiles.autoencoder(3));
        assertWeights(base, "unet.", Map.of());
    }

    @Test
    void licenceCitationAndTheSourcesHashAreWrittenDown() throws IOException {
        Path file = PublishedFiles.plain(folder.resolve("a.pt"), PublishedFiles.klF8());
        ImportSettings settings =
                new ImportSettings("My autoencoder", "CC-BY-4.0", "Doe et al., 2026", true);
        ModelDescription model = imported(ImportChoice.DEFAULT, settings, file).description();
        assertEquals("My autoencoder", model.name());
        assertEquals("CC-BY-4.0", model.license());
        assertEquals("Doe et al., 2026", model.cite().get(0).text());
        JsonObject source =
                model.config()
                        .getAsJsonObject("imported")
                        .getAsJsonArray("files")
                        .get(0)
                        .getAsJsonObject();
        assertEquals("a.pt", source.get("file").getAsString());
        assertEquals(Hashes.sha256(file, Progress.NONE), source.get("sha256").getAsString());
    }
}
