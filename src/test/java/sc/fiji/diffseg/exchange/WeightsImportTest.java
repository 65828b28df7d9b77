package sc.fiji.diffseg.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Golden;
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
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.SafetensorsFile;
import sc.fiji.diffseg.weights.WeightsException;

class WeightsImportTest {

    private static final ImportChoice RAW = new ImportChoice(Averaging.RAW, "");

    @TempDir Path folder;

    private static Recognition recognise(ImportChoice choice, Path... sources) throws IOException {
        try (WeightsImport weights = WeightsImport.open(List.of(sources), choice)) {
            return weights.recognition();
        }
    }

    private ModelFolder imported(ImportChoice choice, ImportSettings settings, Path... sources)
            throws IOException {
        try (WeightsImport weights = WeightsImport.open(List.of(sources), choice)) {
            return weights.write(settings, folder.resolve("imported"), Progress.NONE);
        }
    }

    private ModelFolder imported(Path... sources) throws IOException {
        return imported(ImportChoice.DEFAULT, ImportSettings.DEFAULT, sources);
    }

    /** The model's weights behind a prefix are these, bit for bit, and no others. */
    private static void assertWeights(
            ModelFolder model, String prefix, Map<String, Tensor> expected) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(model.path("weights.safetensors"))) {
            long count = file.names().stream().filter(name -> name.startsWith(prefix)).count();
            assertEquals(expected.size(), count);
            for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
                String name = prefix + entry.getKey();
                float[] values = new float[entry.getValue().values().length];
                file.readFloats(name).get(values);
                assertArrayEquals(entry.getValue().values(), values, name);
            }
        }
    }

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
    void whatIsNotTakenIsListedAllOfIt() throws IOException {
        Map<String, Tensor> tensors = PublishedFiles.latentDiffusion(4);
        tensors.put("first_stage_model.loss.x", new Tensor(new long[0], new float[1]));
        Path file = PublishedFiles.lightning(folder.resolve("a.ckpt"), Format.ZIP, tensors);
        assertEquals(
                List.of(
                        "a.ckpt: the denoiser's raw weights",
                        "a.ckpt: state_dict.first_stage_model.loss.x",
                        "a.ckpt: 2 tensors of the noise schedule",
                        "a.ckpt: 1 tensor of the scale of the latents",
                        "a.ckpt: 1 tensor of running averages"),
                recognise(ImportChoice.DEFAULT, file).left());
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
    void anSdsegCheckpointWithoutItsScaleIsRefused() throws IOException {
        Map<String, Tensor> tensors = PublishedFiles.sdseg();
        tensors.remove("scale_factor");
        Path file = PublishedFiles.lightning(folder.resolve("a.ckpt"), Format.ZIP, tensors);
        assertEquals(
                List.of(
                        file
                                + " lacks the number scale_factor that SDSeg's latents are scaled"
                                + " by: use the checkpoint as its training wrote it."),
                recognise(ImportChoice.DEFAULT, file).faults());
        assertThrows(WeightsException.class, () -> imported(file));
        assertFalse(Files.exists(folder.resolve("imported")));
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

    @Test
    void averagesThatAreMissingAreListedByTheNamesOfTheWeights() throws IOException {
        Map<String, Tensor> tensors = PublishedFiles.latentDiffusion(4);
        tensors.keySet().removeIf(name -> name.startsWith("model.diffusion_model."));
        tensors.remove("model_ema.diffusion_modelinput_blocks10in_layers0weight");
        Path file = PublishedFiles.lightning(folder.resolve("ema.ckpt"), Format.ZIP, tensors);
        assertEquals(
                List.of("denoiser: input_blocks.1.0.in_layers.0.weight is missing"),
                recognise(ImportChoice.DEFAULT, file).faults());
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
    void everythingMissingMisshapenOrLeftOverIsListed() throws IOException {
        Map<String, Tensor> tensors = PublishedFiles.klF8();
        tensors.remove("decoder.up.1.block.0.conv1.bias");
        tensors.remove("encoder.down.0.block.0.norm1.weight");
        tensors.put("encoder.conv_out.bias", PublishedFiles.tensor(new Random(1), 7));
        tensors.put("encoder.down.1.attn.0.q.weight", PublishedFiles.tensor(new Random(1), 2, 2));
        Path file = PublishedFiles.plain(folder.resolve("odd.pth"), tensors);
        List<String> faults =
                List.of(
                        "autoencoder: encoder.down.0.block.0.norm1.weight is missing",
                        "autoencoder: encoder.conv_out.bias has shape [7] instead of [8]",
                        "autoencoder: decoder.up.1.block.0.conv1.bias is missing",
                        "autoencoder: encoder.down.1.attn.0.q.weight belongs to no layer");
        assertEquals(faults, recognise(ImportChoice.DEFAULT, file).faults());
        String sentence = assertThrows(WeightsException.class, () -> imported(file)).getMessage();
        faults.forEach(fault -> assertTrue(sentence.contains(fault), sentence));
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
    void twoNetworksOfAKindAreNotChosenBetween() throws IOException {
        Path one = PublishedFiles.plain(folder.resolve("a.pt"), PublishedFiles.autoencoder(1));
        Path other = PublishedFiles.plain(folder.resolve("b.pt"), PublishedFiles.autoencoder(2));
        assertEquals(
                List.of(
                        "there are 2 networks of the kind autoencoder, in %s and %s: leave all but one out"
                                .formatted(one, other)),
                recognise(ImportChoice.DEFAULT, one, other).faults());
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

    @Test
    void halfPrecisionTakesHalfTheSpaceAndRefusesWhatItCannotHold() throws IOException {
        Map<String, Tensor> tensors = PublishedFiles.autoencoder(5);
        Path file = PublishedFiles.plain(folder.resolve("a.pt"), tensors);
        ImportSettings half = new ImportSettings("", "", "", true);
        ModelFolder base = imported(ImportChoice.DEFAULT, half, file);
        try (SafetensorsFile weights = SafetensorsFile.open(base.path("weights.safetensors"))) {
            assertEquals(ElementType.F16, weights.info("vae.quant_conv.weight").type());
            float stored = weights.readFloats("vae.quant_conv.weight").get(0);
            assertEquals(tensors.get("quant_conv.weight").values()[0], stored, 1e-3);
        }
        tensors.get("quant_conv.bias").values()[1] = 70000;
        Path large = PublishedFiles.plain(folder.resolve("large.pt"), tensors);
        assertEquals(
                "The tensor 'vae.quant_conv.bias' in large.pt holds the number 70000.0, beyond half"
                        + " precision: store it in full precision.",
                refused(large, half));
        tensors.get("quant_conv.bias").values()[1] = Float.NaN;
        Path diverged = PublishedFiles.plain(folder.resolve("diverged.pt"), tensors);
        assertEquals(
                "The tensor 'vae.quant_conv.bias' in diverged.pt holds the number NaN: the training"
                        + " diverged, use an earlier checkpoint.",
                refused(diverged, ImportSettings.DEFAULT));
    }

    private String refused(Path file, ImportSettings settings) throws IOException {
        Path target = folder.resolve("refused");
        try (WeightsImport weights = WeightsImport.open(List.of(file), ImportChoice.DEFAULT)) {
            String sentence =
                    assertThrows(
                                    WeightsException.class,
                                    () -> weights.write(settings, target, Progress.NONE))
                            .getMessage();
            assertNothingWritten();
            return sentence;
        }
    }

    private void assertNothingWritten() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.getFileName().toString().contains("refused"))
                            .toList());
        }
    }

    @Test
    void cancellingLeavesNothingAndAFolderThatIsThereStays() throws IOException {
        Path file = PublishedFiles.plain(folder.resolve("a.pt"), PublishedFiles.autoencoder(1));
        Progress cancelled =
                new Progress() {
                    @Override
                    public void report(double fraction, String what) {}

                    @Override
                    public boolean isCancelled() {
                        return true;
                    }
                };
        Path target = folder.resolve("refused");
        try (WeightsImport weights = WeightsImport.open(List.of(file), ImportChoice.DEFAULT)) {
            assertThrows(
                    CancellationException.class,
                    () -> weights.write(ImportSettings.DEFAULT, target, cancelled));
            assertNothingWritten();
            Files.createDirectory(target);
            assertThrows(
                    IOException.class,
                    () -> weights.write(ImportSettings.DEFAULT, target, Progress.NONE));
            assertTrue(Files.isDirectory(target));
        }
    }

    @Test
    void hostileAndForeignFilesAreRefusedInOneSentence() throws IOException {
        Map<Path, String> refused = new LinkedHashMap<>();
        refused.put(Golden.path("checkpoints/malicious.pth"), "malicious.pth");
        refused.put(Golden.path("checkpoints/malicious_legacy.pth"), "malicious_legacy.pth");
        refused.put(Golden.path("checkpoints/truncated.pth"), "truncated.pth");
        refused.put(Golden.path("checkpoints/bad_header.safetensors"), "bad_header");
        refused.put(Golden.path("checkpoints/plain_state_dict.pth"), "No network that");
        refused.put(Golden.path("preprocessing/gray8.png"), "no PyTorch");
        refused.put(folder.resolve("nothing.ckpt"), "There is no weights file");
        refused.put(folder, "holds no files of weights");
        for (Map.Entry<Path, String> entry : refused.entrySet()) {
            IOException refusal =
                    assertThrows(
                            WeightsException.class,
                            () -> WeightsImport.open(List.of(entry.getKey()), RAW));
            assertTrue(refusal.getMessage().contains(entry.getValue()), refusal.getMessage());
        }
        assertFalse(Files.exists(Path.of("pwned")));
    }

    @Test
    void aFileOfAFolderThatCannotBeReadIsToldAndTheOthersAreUsed() throws IOException {
        Path leaf = PublishedFiles.leafFolder(folder.resolve("leaf"));
        Files.copy(Golden.path("checkpoints/malicious.pth"), leaf.resolve("optimizer.bin"));
        try (WeightsImport weights = WeightsImport.open(List.of(leaf), ImportChoice.DEFAULT)) {
            assertEquals(List.of(), weights.recognition().faults());
            assertEquals(1, weights.unread().size());
            assertTrue(weights.unread().get(0).contains("optimizer.bin"));
        }
    }
}
