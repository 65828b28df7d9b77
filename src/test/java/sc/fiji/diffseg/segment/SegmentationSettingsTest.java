package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.model.ModelDescription;

class SegmentationSettingsTest {

    private static final SegmentationSettings SETTINGS = SegmentationSettings.DEFAULT;

    @Test
    void uncertaintyOfOneSampleIsRefusedBeforeThereIsAModel() {
        SegmentationSettings several =
                SETTINGS.withSampling(SamplingSettings.DEFAULT.withSamples(2))
                        .withMaps(false, true, false);
        assertTrue(several.uncertainty());
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                SETTINGS.withSampling(SamplingSettings.DEFAULT)
                                        .withMaps(false, true, false));
        assertTrue(e.getMessage().contains("at least 2 samples"), e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> several.withSampling(SamplingSettings.DEFAULT));
    }

    @Test
    void whatAModelCannotSampleIsToldByItsDescription(@TempDir Path folder) throws Exception {
        ModelDescription model = TinyModel.write(folder).description();
        sampling(1000, "").resolvedFor(model);
        assertEquals(
                "The number of denoising steps must lie between 1 and the 1000 timesteps of the"
                        + " noise schedule, but is 1001.",
                refusal(sampling(1001, ""), model));
        assertTrue(refusal(sampling(0, "staged"), model).contains("'staged'"));
        ModelDescription other = TinyModel.write(folder, "strange", "unheard-of").description();
        assertTrue(refusal(SETTINGS, other).contains("'unheard-of'"));
    }

    private static SegmentationSettings sampling(int steps, String sampler) {
        SamplingSettings usual = SamplingSettings.DEFAULT;
        return SETTINGS.withSampling(
                new SamplingSettings(0, 1, sampler, steps, usual.threshold(), usual.precision()));
    }

    private static String refusal(SegmentationSettings settings, ModelDescription model) {
        return assertThrows(IllegalArgumentException.class, () -> settings.resolvedFor(model))
                .getMessage();
    }
}
