package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MacroInputsTest extends WithMacros {

    private static final String SQUARES =
            "newImage('found', '8-bit black', 30, 20, 1); setColor(255); fillRect(7, 5, 10, 10);"
                    + "newImage('true', '8-bit black', 30, 20, 1); setColor(255);"
                    + "fillRect(5, 5, 10, 10);";

    @Test
    void aKeyIsNotTakenForAnotherThatEndsAlike() {
        FineTuneModel module = fineTune();
        // This is what ImageJ finds.
        module.setInput("steps", 3);
        module.resolveInput("steps");
        new MacroInputs(module).set("first_stage_steps=3 method_settings=[as base seed=8]");
        assertEquals(1000, module.getInput("steps"));
        assertFalse(module.isInputResolved("steps"));
        assertEquals(3, module.getInput("first_stage_steps"));
        assertEquals(1L, module.getInput("seed"));
        assertEquals("as base seed=8", module.getInput("method_settings"));
    }

    @Test
    void theLineOfAMacroThatRunsAScriptIsNotMeantForTheScriptsCommand() {
        FineTuneModel module = fineTune();
        module.setInput("steps", 7);
        module.resolveInput("steps");
        new MacroInputs(module).set("day=2 patience=5");
        assertEquals(7, module.getInput("steps"));
        assertEquals(0, module.getInput("patience"));
    }

    private FineTuneModel fineTune() {
        return (FineTuneModel) dialog(FineTuneModel.class);
    }

    @Test
    void yesAndNoAreWrittenAsTheMacroLanguageHasThem() {
        String rows =
                run(
                        SQUARES
                                + "off = false; n = nResults;"
                                + "run('Measure Overlap...', 'prediction=found truth=true"
                                + " slice_by_slice surface_distances=' + off);"
                                + "return '' + (nResults - n) + ' '"
                                + " + isNaN(getResult('Hausdorff95', n));");
        assertEquals("1 1", rows);
    }

    @Test
    void aMisspeltKeyEndsTheMacroWithTheKeysThereAre() {
        assertRefused(
                "prediction=found truth=true slice_per_slice=true",
                "Measure Overlap... has no key 'slice_per_slice': its keys are prediction, truth,");
    }

    @Test
    void aValueOfAnotherKindEndsTheMacro() {
        assertRefused(
                "prediction=found truth=true slice_by_slice=yes",
                "The value of slice_by_slice is 'yes': it has to be true or false.");
        assertRefused(
                "Fine-tune Model...",
                "image_folder=x steps=1.5",
                "The value of steps is '1.5': it has to be a whole number.");
        assertRefused(
                "Fine-tune Model...",
                "image_folder=x learning_rate=low",
                "The value of learning_rate is 'low': it has to be a number.");
    }

    private static void assertRefused(String options, String reason) {
        assertRefused("Measure Overlap...", options, reason);
    }

    private static void assertRefused(String command, String options, String reason) {
        String message = refusal(SQUARES + "run('" + command + "', '" + options + "');");
        assertTrue(message.startsWith(reason), message);
    }
}
