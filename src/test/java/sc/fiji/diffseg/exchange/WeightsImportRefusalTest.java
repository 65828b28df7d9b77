package sc.fiji.diffseg.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.leaf.Dinov2Files.Tensor;
import sc.fiji.diffseg.leaf.PublishedFiles;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.ImportChoice;
import sc.fiji.diffseg.weights.CheckpointFiles.Format;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.SafetensorsFile;
import sc.fiji.diffseg.weights.WeightsException;

/** What is not imported, and how the user is told. */
class WeightsImportRefusalTest extends WithWeightsImport {

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
    void averagesThatAreMissingAreListedByTheNamesOfTheWeights() throws IOException {
        Map<String, Tensor> tensors = PublishedFiles.latentDiffusion(4);
        tensors.keySet().removeIf(name -> name.startsWith("model.diffusion_model."));
        tensors.remove("model_ema.diffusion_modelinput_blocks10in_layers0weight");
        Path file = PublishedFiles.lightning(folder.resolve("ema.ckpt"), Format.ZIP, tensors);
        assertEquals(
                List.of("denoiser: input_blocks.1.0.in_layers.0.weight is missing"),
                recognise(ImportChoice.DEFAULT, file).faults());
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
        Progress cancelled = ImpatientUser.fromTheBeginning();
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
