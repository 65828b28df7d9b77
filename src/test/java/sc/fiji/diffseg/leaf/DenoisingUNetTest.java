package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sc.fiji.diffseg.leaf.GoldenNetworks.assertClose;
import static sc.fiji.diffseg.leaf.GoldenNetworks.tensor;
import static sc.fiji.diffseg.leaf.GoldenNetworks.timesteps;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TimeEmbedding;
import sc.fiji.diffseg.weights.SafetensorsFile;

class DenoisingUNetTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = GoldenNetworks.engine().newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void publishedSizeHasThePublishedParameters() {
        StateDict parameters = StateDict.of(new DenoisingUNet(UNetSize.PUBLISHED));
        assertEquals(520, parameters.names().size());
        assertEquals(294_973_828, parameters.count());
    }

    @Test
    void everyBlockEqualsThePublishedCode() throws IOException {
        DenoisingUNet unet = new DenoisingUNet(GoldenNetworks.UNET);
        GoldenNetworks.loadUNet(unet, manager);
        try (SafetensorsFile golden = Golden.open("leaf_unet.safetensors")) {
            Map<String, float[]> blocks = new HashMap<>();
            Pass pass =
                    Pass.inference(GoldenNetworks.operators())
                            .observedBy((name, x) -> blocks.put(name, Tensors.toFloats(x)));
            NDArray sample =
                    unet.predict(pass, tensor(manager, golden, "in.x"), timesteps(golden, "in.t"));
            int compared = 0;
            for (String name : golden.names()) {
                if (name.startsWith("out.") && name.contains("block")) {
                    assertClose(
                            name,
                            golden.readDoubles(name),
                            blocks.get(name.substring("out.".length())),
                            1e-4);
                    compared++;
                }
            }
            assertEquals(13, compared);
            assertClose(golden, "out.sample", sample, 1e-4);
        }
    }

    @Test
    void groupNormOfFaintInputUsesTheRightEpsilon() throws IOException {
        DenoisingUNet unet = new DenoisingUNet(GoldenNetworks.UNET);
        GoldenNetworks.loadUNet(unet, manager);
        try (SafetensorsFile golden = Golden.open("leaf_unet.safetensors")) {
            NDArray sample =
                    unet.predict(
                            Pass.inference(GoldenNetworks.operators()),
                            tensor(manager, golden, "in.x_small"),
                            timesteps(golden, "in.t_small"));
            assertClose(golden, "out.sample_small", sample, 1e-4);
        }
    }

    @Test
    void sinusoidsHaveCosinesFirst() throws IOException {
        try (SafetensorsFile golden = Golden.open("leaf_unet.safetensors")) {
            NDArray sinusoids = TimeEmbedding.sinusoids(manager, timesteps(golden, "in.t"), 32);
            assertClose(golden, "out.t_emb", sinusoids, 5e-5);
        }
    }

    @Test
    void publishedLayoutEqualsThePublishedCode() throws IOException {
        UNetSize size =
                new UNetSize(8, 4, 32, List.of(1, 2, 2, 4, 4), 2, List.of(1, 2, 4, 8), 8, 0);
        DenoisingUNet unet = new DenoisingUNet(size);
        GoldenNetworks.loadByFormula(unet, manager);
        try (SafetensorsFile golden = Golden.open("leaf_unet_full_layout.safetensors")) {
            assertEquals(
                    GoldenNetworks.weightShapes(golden).keySet(),
                    new HashSet<>(StateDict.of(unet).names()));
            Map<String, float[]> blocks = new HashMap<>();
            Pass pass =
                    Pass.inference(GoldenNetworks.operators())
                            .observedBy((name, x) -> blocks.put(name, Tensors.toFloats(x)));
            NDArray sample =
                    unet.predict(pass, tensor(manager, golden, "in.x"), timesteps(golden, "in.t"));
            assertClose(golden, "out.sample", sample, 1e-4);
            String tap = "out.input_blocks.3";
            assertClose(tap, golden.readDoubles(tap), blocks.get("input_blocks.3"), 1e-4);
            GoldenNetworks.assertBlockStatistics(golden, blocks, 31);
        }
    }
}
