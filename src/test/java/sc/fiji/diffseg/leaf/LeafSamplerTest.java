package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static sc.fiji.diffseg.leaf.GoldenNetworks.assertClose;
import static sc.fiji.diffseg.leaf.GoldenNetworks.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.diffusion.DdimSampler;
import sc.fiji.diffseg.diffusion.DdimStep;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.weights.SafetensorsFile;

class LeafSamplerTest {

    private static NDManager weights;
    private static LeafNetworks networks;
    private NDManager manager;
    private SafetensorsFile golden;
    private Pass pass;

    @BeforeAll
    static void load() throws IOException {
        weights = GoldenNetworks.engine().newManager();
        networks = LeafNetworks.of(settings("sample", "linear", true));
        GoldenNetworks.loadAutoencoder(networks.autoencoder(), weights);
        GoldenNetworks.loadUNet(networks.unet(), weights);
        GoldenNetworks.load(networks.imageEncoder(), weights, "w.", "latent_encoder.safetensors");
    }

    @AfterAll
    static void unload() {
        weights.close();
    }

    @BeforeEach
    void open() throws IOException {
        manager = GoldenNetworks.engine().newManager();
        golden = Golden.open("leaf_end_to_end.safetensors");
        pass = Pass.inference(GoldenNetworks.operators());
    }

    @AfterEach
    void close() throws IOException {
        golden.close();
        manager.close();
    }

    @Test
    void conditionAndOneRunOfTheDenoiserEqualThePublishedPipeline() throws IOException {
        LeafSampler sampler = sampler("sample", "linear", true);
        NDArray condition = condition(sampler);
        assertClose(golden, "out.image_latent", condition, 1e-4);
        NDArray noise = tensor(manager, golden, "in.noise");
        NDArray output = sampler.denoise(pass, condition, noise, new int[] {999});
        assertClose(golden, "out.model_output", output, 1e-4);
    }

    @ParameterizedTest
    @CsvSource({
        "sample, linear, true",
        "sample, linear, false",
        "sample, scaled_linear, true",
        "sample, scaled_linear, false",
        "epsilon, linear, true",
        "epsilon, linear, false",
        "epsilon, scaled_linear, true",
        "epsilon, scaled_linear, false",
        "v_prediction, linear, true",
        "v_prediction, linear, false",
        "v_prediction, scaled_linear, true",
        "v_prediction, scaled_linear, false"
    })
    void everyStepEqualsThePublishedScheduler(String type, String schedule, boolean clamp)
            throws IOException {
        LeafSampler sampler = sampler(type, schedule, clamp);
        LeafSettings settings = settings(type, schedule, clamp);
        for (int n : new int[] {4, 10}) {
            String run =
                    "out.ddim.%s_0.0015_0.0155.%s.%s.n%d.x"
                            .formatted(schedule, type, clamp ? "clip" : "noclip", n);
            try (SafetensorsFile schedules = Golden.open("schedules.safetensors")) {
                double[] outputs = schedules.readDoubles("in.model_outputs.n" + n);
                double[] latents = schedules.readDoubles(run);
                double[] latent = schedules.readDoubles("in.x_T");
                int from = 0;
                for (DdimStep step :
                        DdimSampler.steps(settings.schedule(), settings.parameterization(), n)) {
                    int to = from + latent.length;
                    NDArray output = vector(Arrays.copyOfRange(outputs, from, to));
                    NDArray next = sampler.next(step, vector(latent), output);
                    latent = Arrays.copyOfRange(latents, from, to);
                    float[] found = Tensors.toFloats(next);
                    for (int i = 0; i < found.length; i++) {
                        assertEquals(latent[i], found[i], 2e-5 * (1 + Math.abs(latent[i])), run);
                    }
                    from = to;
                }
                assertEquals(latents.length, from);
            }
        }
    }

    private NDArray vector(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensors.of(manager, floats, floats.length);
    }

    // Epsilon's estimate is amplified, and its rounding with it: 70 times linear, 40 times scaled.
    @ParameterizedTest
    @CsvSource({
        "sample,       linear,        true,  sample.any_schedule.clip,         1e-3",
        "sample,       scaled_linear, true,  sample.any_schedule.clip,         1e-3",
        "sample,       linear,        false, sample.any_schedule.noclip,       1e-3",
        "epsilon,      linear,        true,  epsilon.linear.clip,              1e-2",
        "epsilon,      linear,        false, epsilon.linear.noclip,            0.171",
        "epsilon,      scaled_linear, true,  epsilon.scaled_linear.clip,       1e-2",
        "epsilon,      scaled_linear, false, epsilon.scaled_linear.noclip,     0.092",
        "v_prediction, linear,        true,  v_prediction.linear.clip,         1e-3",
        "v_prediction, linear,        false, v_prediction.linear.noclip,       1e-3",
        "v_prediction, scaled_linear, true,  v_prediction.scaled_linear.clip,  1e-3",
        "v_prediction, scaled_linear, false, v_prediction.scaled_linear.noclip,1e-3",
    })
    void oneStepEqualsThePublishedPipeline(
            String type, String schedule, boolean clamp, String name, double tolerance)
            throws IOException {
        assertSampled(sampler(type, schedule, clamp), 1, "out." + name, tolerance);
    }

    @ParameterizedTest
    @CsvSource({"true, clip", "false, noclip"})
    void fourStepsEqualThePublishedPipeline(boolean clamp, String name) throws IOException {
        LeafSampler sampler = sampler("sample", "linear", clamp);
        assertSampled(sampler, 4, "out.multistep4.sample.linear." + name, 1e-2);
    }

    private void assertSampled(LeafSampler sampler, int steps, String name, double tolerance)
            throws IOException {
        NDArray noise = tensor(manager, golden, "in.noise");
        NDArray latent = sampler.latent(pass, condition(sampler), noise, steps, Progress.NONE);
        NDArray forDecoder = latent.div(LeafSettings.PUBLISHED.latentScale());
        assertClose(golden, name + ".latent_for_decoder", forDecoder, tolerance);
        if (golden.names().contains(name + ".decoded")) {
            assertClose(golden, name + ".decoded", sampler.decode(pass, latent), 1e-3);
        }
        float[] probability = Tensors.toFloats(sampler.probability(pass, latent));
        assertClose(name + ".prob", golden.readDoubles(name + ".prob"), probability, 1e-3);
        if (golden.names().contains(name + ".mask")) {
            GoldenNetworks.assertMask(golden, name + ".mask", probability);
        }
    }

    @Test
    void whatLiesBeyondTheLimitsLearnsOnlyWhereItIsWrong() {
        float[] decoded = {-1.5f, -1.5f, 1.5f, 1.5f, 0.5f, 0.5f};
        NDArray masks = Tensors.of(manager, new float[] {0, 1, 0, 1, 0, 1}, 1, 1, 1, 6);
        NDArray images = Tensors.of(manager, decoded, 1, 1, 1, 6);
        images.setRequiresGradient(true);
        try (GradientCollector collector = GoldenNetworks.engine().newGradientCollector()) {
            NDArray limited = LeafSampler.limitedTowards(masks, images);
            assertArrayEquals(new float[] {-1, -1, 1, 1, 0.5f, 0.5f}, Tensors.toFloats(limited));
            collector.backward(limited.sum());
        }
        assertArrayEquals(new float[] {0, 1, 1, 0, 1, 1}, Tensors.toFloats(images.getGradient()));
    }

    @Test
    void probabilityIsTheMeanOfColoursThatAreLimitedFirst() throws IOException {
        LeafSampler sampler = sampler("sample", "linear", true);
        String name = "out.sample.any_schedule.clip";
        NDArray latent =
                tensor(manager, golden, name + ".latent_for_decoder")
                        .mul(LeafSettings.PUBLISHED.latentScale());
        double[] rgb = golden.readDoubles(name + ".rgb01");
        double[] mean = new double[rgb.length / 3];
        for (int i = 0; i < rgb.length; i++) {
            mean[i % mean.length] += rgb[i] / 3;
        }
        float[] probability = Tensors.toFloats(sampler.probability(pass, latent));
        assertClose("mean of rgb01", mean, probability, 1e-4);
    }

    @Test
    void anImageIsSegmentedAlikeAloneAndInABatch() throws IOException {
        LeafSampler sampler = sampler("sample", "linear", true);
        NDArray image = tensor(manager, golden, "in.image");
        NDArray noise = tensor(manager, golden, "in.noise");
        NDArray images = image.neg().add(1).concat(image, 0);
        NDArray noises = noise.neg().concat(noise, 0);
        NDArray latents =
                sampler.latent(pass, sampler.condition(pass, images), noises, 4, Progress.NONE);
        float[] both = Tensors.toFloats(sampler.probability(pass, latents));
        assertClose(
                "second of two images",
                golden.readDoubles("out.multistep4.sample.linear.clip.prob"),
                Arrays.copyOfRange(both, both.length / 2, both.length),
                1e-3);
    }

    @Test
    void samplingTellsEveryStepAndStopsWhenAsked() throws IOException {
        LeafSampler sampler = sampler("sample", "linear", true);
        NDArray condition = condition(sampler);
        NDArray noise = tensor(manager, golden, "in.noise");
        List<Double> fractions = new ArrayList<>();
        sampler.latent(pass, condition, noise, 4, watching(fractions, 4));
        assertEquals(List.of(0.25, 0.5, 0.75, 1.0), fractions);
        fractions.clear();
        assertThrows(
                CancellationException.class,
                () -> sampler.latent(pass, condition, noise, 4, watching(fractions, 2)));
        assertEquals(List.of(0.25, 0.5), fractions);
    }

    private static Progress watching(List<Double> fractions, int most) {
        return new Progress() {
            @Override
            public void report(double fraction, String what) {
                fractions.add(fraction);
            }

            @Override
            public boolean isCancelled() {
                return fractions.size() == most;
            }
        };
    }

    @Test
    void samplingLeavesNothingBehindButItsResults() throws IOException {
        LeafSampler sampler = sampler("v_prediction", "linear", true);
        try (NDManager scope = manager.newSubManager()) {
            NDArray image = tensor(scope, golden, "in.image");
            NDArray noise = tensor(scope, golden, "in.noise");
            NDArray condition = sampler.condition(pass, image);
            NDArray latent = sampler.latent(pass, condition, noise, 3, Progress.NONE);
            sampler.probability(pass, latent);
            assertEquals(5, scope.getManagedArrays().size());
            assertClose(golden, "in.noise", noise, 0);
        }
    }

    private NDArray condition(LeafSampler sampler) throws IOException {
        return sampler.condition(pass, tensor(manager, golden, "in.image"));
    }

    private static LeafSampler sampler(String type, String schedule, boolean clamp) {
        return new LeafSampler(networks, settings(type, schedule, clamp));
    }

    private static LeafSettings settings(String type, String schedule, boolean clamp) {
        return GoldenNetworks.settings(
                ConditioningHead.QUANT_MEAN,
                ConcatOrder.IMAGE_FIRST,
                LeafSettings.PUBLISHED.latentScale(),
                clamp,
                type,
                schedule);
    }
}
