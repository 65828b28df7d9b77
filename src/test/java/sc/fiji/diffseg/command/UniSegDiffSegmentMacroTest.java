package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.macro.Interpreter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.segment.TinyUniSegDiff;

class UniSegDiffSegmentMacroTest {

    private static final String IMAGE = "newImage('scan', '8-bit ramp', 40, 30, 1);";

    @TempDir static Path models;

    private Context context;

    @BeforeAll
    static void installModels() throws Exception {
        TinyUniSegDiff.write(models.resolve("staged"), "staged");
        TinyModel.write(models.resolve("latent"), "latent", "leaf");
        System.setProperty(ModelStore.PROPERTY, models.toString());
    }

    @AfterAll
    static void forgetModels() {
        ModelKeeper.shared().release();
        System.clearProperty(ModelStore.PROPERTY);
    }

    @BeforeEach
    void open() {
        context = new Context();
        MacroBridge.install(context);
    }

    @AfterEach
    void close() {
        new Interpreter().run("close('*');");
        MacroBridge.uninstall();
        context.dispose();
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
        Interpreter interpreter = new Interpreter();
        interpreter.setIgnoreErrors(true);
        interpreter.run(IMAGE + "run('" + command + "', '" + options + "');", "");
        String said = String.valueOf(interpreter.getErrorMessage());
        assertTrue(said.contains(reason), said);
    }

    private static String run(String macro) {
        return new Interpreter().run(macro, "");
    }
}
