package sc.fiji.diffseg.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.model.Preprocessing;

class ModelCardTest {

    private static final List<FileEntry> WEIGHTS =
            List.of(new FileEntry("w.safetensors", "0123456789abcdef".repeat(4), 4));

    @ParameterizedTest
    @CsvSource({
        "percentile, percentile (0.2 to 99.8)",
        "min_max, min_max",
        "a way of later versions, a way of later versions"
    })
    void theCardTellsWhichPercentilesAModelTakes(String scaling, String told) {
        ModelDescription model =
                ModelDescription.builder("m", "leaf")
                        .input(ModelInput.rgb(128, 128))
                        .weights(WEIGHTS)
                        .preprocessing(
                                new Preprocessing(scaling, 0.2, 99.8, Preprocessing.WHOLE, 0))
                        .build();
        String card = ModelCard.markdown(model, "");
        assertTrue(card.contains("\n- Scaling: " + told + "\n"), card);
    }
}
