package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.segment.TinyUniSegDiff;

class UniSegDiffSegmentMacroTest extends WithModels {

    private static final String IMAGE = "newImage('scan', '8-bit ramp', 40, 30, 1);";

    @BeforeAll
    static void install() throws Exception {
        TinyUniSegDiff.write(models.resolve("staged"), "staged");
        TinyModel.write(models.resolve("latent"), "latent", "leaf");
    }

    @Test
    void theModelsOwnNumberOfMasksBecomesAConsensusWithATable() {
        String said =
                run(
                        IMAGE
                                + "n = nResults; run('UniSegDiff Segment...', 'model=staged output=mask"
                                + " uncertainty_map=true sample_table=true');"
                                + "return getTitle() + ' ' + (nResults - n) + ' '"
                                + " + String.join(getList('image.titles'), '|');");
        assertEquals("scan-mask 6 scan|scan-uncertainty|scan-mask", said);
    }

    @Test
    void allKeysOfARecordedLineAreUnderstood() {
        String titles =
                run(
                        IMAGE
                                + "run('UniSegDiff Segment...', 'image=scan model=staged channel=0"
                                + " scaling=min-max framing=tiles sampler=full samples=3"
                                + " fusion=majority seed=7 threshold=0.5 output=labels"
                                + " connectivity=4 minimum_area=3 probability_map=true"
                                + " uncertainty_map=true sample_table=false precision=float32"
                                + " device=cpu');"
                                + "return String.join(getList('image.titles'), '|');");
        assertEquals("scan|scan-uncertainty|scan-probability|scan-labels", titles);
    }

    @Test
    void theFeatureNetworkAloneSegmentsToo() {
        String title =
                run(
                        IMAGE
                                + "run('UniSegDiff Segment...', 'model=staged sampler=unet output=mask');"
                                + "return getTitle();");
        assertEquals("scan-mask", title);
    }

    @Test
    void aModelOfTheOtherMethodIsRefusedNamingBoth() {
        assertRefused(
                "UniSegDiff Segment...",
                "model=latent",
                "The model 'latent' is a LEAF model and not one of UniSegDiff");
        assertRefused(
                "LEAF Segment...",
                "model=staged",
                "The model 'staged' is a UniSegDiff model and not one of LEAF");
    }

    @Test
    void whatTheModelWasNotTrainedForIsRefused() {
        assertRefused(
                "UniSegDiff Segment...",
                "model=staged sampler=uniform",
                "cannot be sampled by 'uniform': choose single, fast, full, unet, or leave it");
        assertRefused(
                "UniSegDiff Segment...",
                "model=staged sampler=unet samples=5",
                "The feature network alone has no randomness: ask for one sample.");
    }

    private static void assertRefused(String command, String options, String reason) {
        String said = refusal(IMAGE + "run('" + command + "', '" + options + "');");
        assertTrue(said.contains(reason), said);
    }
}
