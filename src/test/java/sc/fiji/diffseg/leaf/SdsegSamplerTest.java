package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sc.fiji.diffseg.leaf.GoldenNetworks.assertClose;
import static sc.fiji.diffseg.leaf.GoldenNetworks.tensor;
import static sc.fiji.diffseg.leaf.GoldenNetworks.timesteps;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.diffusion.Combination;
import sc.fiji.diffseg.diffusion.Mixture;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.SafetensorsFile;

/** SDSeg is LEAF's networks with other settings. */
class SdsegSamplerTest {

    private NDManager manager;
    private SafetensorsFile golden;
    private Pass pass;
    private LeafSettings settings;
    private LeafSampler sampler;

    @BeforeEach
    void open() throws IOException {
        manager = GoldenNetworks.engine().newManager();
        golden = Golden.open("sdseg_end_to_end.safetensors");
        pass = Pass.inference(GoldenNetworks.operators());
        settings =
                GoldenNetworks.settings(
                        ConditioningHead.OUT_CONV,
                        ConcatOrder.NOISE_FIRST,
                        golden.readDoubles("w.scale_factor")[0],
                        false,
                        "epsilon",
                        "scaled_linear");
        LeafNetworks networks = LeafNetworks.of(settings);
        GoldenNetworks.loadAutoencoder(networks.autoencoder(), manager);
        GoldenNetworks.loadUNet(networks.unet(), manager);
        StateDict encoder = StateDict.of(networks.imageEncoder());
        try (SafetensorsFile shared = Golden.open("latent_encoder.safetensors")) {
            for (String name : encoder.names()) {
                boolean own = name.startsWith("out.");
                SafetensorsFile file = own ? golden : shared;
                String stored = own ? "w.cond_stage_model." + name : "w." + name;
                encoder.set(name, manager, buffer -> file.readFloats(stored, 0, buffer));
            }
        }
        sampler = new LeafSampler(networks, settings);
    }

    @AfterEach
    void close() throws IOException {
        golden.close();
        manager.close();
    }

    @Test
    void imageToMaskEqualsThePublishedSampler() throws IOException {
        NDArray condition = sampler.condition(pass, tensor(manager, golden, "in.image"));
        assertClose(golden, "out.cond_latent", condition, 1e-4);
        NDArray noise = tensor(manager, golden, "in.noise");
        NDArray output = sampler.denoise(pass, condition, noise, new int[] {999});
        assertClose(golden, "out.model_output", output, 1e-4);
        NDArray latent = sampler.latent(pass, condition, noise, 1, Progress.NONE);
        // Up to 140, for epsilon is amplified: 1e-4 of that.
        assertClose(golden, "out.latent", latent, 1.4e-2);
        assertClose(golden, "out.decoded", sampler.decode(pass, latent), 1e-3);
        float[] probability = Tensors.toFloats(sampler.probability(pass, latent));
        assertClose("out.prob", golden.readDoubles("out.prob"), probability, 1e-3);
        GoldenNetworks.assertMask(golden, "out.mask", probability);
    }

    @Test
    void factorsOfTheFirstStepEqualThePublishedOnes() throws IOException {
        Combination clean = settings.parameterization().clean(settings.schedule(), 999);
        double[] ofNoisy = golden.readDoubles("out.sqrt_recip_alphas_cumprod_999");
        double[] ofOutput = golden.readDoubles("out.sqrt_recipm1_alphas_cumprod_999");
        assertEquals(ofNoisy[0], clean.ofNoisy(), 1e-6 * ofNoisy[0]);
        assertEquals(-ofOutput[0], clean.ofOutput(), 1e-6 * ofOutput[0]);
    }

    @Test
    void whatTrainingSeesAndItsLossesEqualThePublishedCode() throws IOException {
        NDArray clean = tensor(manager, golden, "in.train.mask_latent");
        NDArray noise = tensor(manager, golden, "in.train.noise");
        int[] t = timesteps(golden, "in.train.t");
        NDArray noisy = noise.duplicate();
        for (int n = 0; n < t.length; n++) {
            Mixture mixture = settings.schedule().noisy(t[n]);
            NDArray mixed =
                    clean.get(n).mul(mixture.ofClean()).add(noise.get(n).mul(mixture.ofNoise()));
            noisy.set(new NDIndex(n), mixed);
        }
        assertClose(golden, "out.train.noisy", noisy, 1e-5);
        NDArray condition = tensor(manager, golden, "in.train.cond_latent");
        NDArray output = sampler.denoise(pass, condition, noisy, t);
        assertClose(golden, "out.train.model_output", output, 1e-4);
        float[] estimates = new float[0];
        for (int n = 0; n < t.length; n++) {
            Combination combination = settings.parameterization().clean(settings.schedule(), t[n]);
            float[] estimate =
                    Tensors.toFloats(sampler.clean(combination, noisy.get(n), output.get(n)));
            estimates = Arrays.copyOf(estimates, estimates.length + estimate.length);
            System.arraycopy(
                    estimate, 0, estimates, estimates.length - estimate.length, estimate.length);
        }
        assertClose("out.train.x0", golden.readDoubles("out.train.x0"), estimates, 1e-3);
        double[] epsilonLoss = meanAbsoluteDifferences(Tensors.toFloats(output), noise);
        double[] latentLoss = meanAbsoluteDifferences(estimates, clean);
        double[] expectedEpsilonLoss = golden.readDoubles("out.train.loss_eps_per_sample");
        double[] expectedLatentLoss = golden.readDoubles("out.train.loss_latent_per_sample");
        for (int n = 0; n < t.length; n++) {
            assertEquals(expectedEpsilonLoss[n], epsilonLoss[n], 1e-5);
            assertEquals(expectedLatentLoss[n], latentLoss[n], 1e-4);
        }
        assertEquals(
                golden.readDoubles("out.train.loss_total")[0],
                Arrays.stream(epsilonLoss).average().orElseThrow()
                        + Arrays.stream(latentLoss).average().orElseThrow(),
                1e-4);
    }

    private static double[] meanAbsoluteDifferences(float[] actual, NDArray expected) {
        float[] target = Tensors.toFloats(expected);
        int batch = (int) expected.getShape().get(0);
        int count = target.length / batch;
        double[] sums = new double[batch];
        for (int i = 0; i < target.length; i++) {
            sums[i / count] += Math.abs(actual[i] - target[i]) / count;
        }
        return sums;
    }
}
