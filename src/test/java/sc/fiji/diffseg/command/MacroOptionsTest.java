package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MacroOptionsTest {

    @Test
    void aKeyIsNotFoundWithinAnotherOrWithinAValue() {
        Map<String, String> values =
                MacroOptions.parse("first_stage_steps=5 method_settings=[as base steps=2] ");
        assertEquals(
                Map.of("first_stage_steps", "5", "method_settings", "as base steps=2"), values);
    }

    @Test
    void valuesStandInBracketsOrQuotesOrBare() {
        Map<String, String> values =
                MacroOptions.parse("a=[/data/plate [7]/x y]  b='it is' c=[] d= e=C:\\x=1 f=[open");
        assertEquals(
                List.of("/data/plate [7]/x y", "it is", "", "", "C:\\x=1", "open"),
                List.copyOf(values.values()));
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), List.copyOf(values.keySet()));
    }

    @Test
    void aKeyAloneMeansTrueAndTheFirstOfTwoCounts() {
        assertEquals(
                Map.of("overlay", "true", "rois", "1"),
                MacroOptions.parse("overlay rois=1 rois=0"));
    }
}
