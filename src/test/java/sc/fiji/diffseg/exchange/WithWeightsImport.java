package sc.fiji.diffseg.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.leaf.Dinov2Files.Tensor;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.Averaging;
import sc.fiji.diffseg.network.ImportChoice;
import sc.fiji.diffseg.network.Recognition;
import sc.fiji.diffseg.weights.SafetensorsFile;

/** Tests that import weights, and what they look at. */
abstract class WithWeightsImport {

    static final ImportChoice RAW = new ImportChoice(Averaging.RAW, "");

    @TempDir Path folder;

    static Recognition recognise(ImportChoice choice, Path... sources) throws IOException {
        try (WeightsImport weights = WeightsImport.open(List.of(sources), choice)) {
            return weights.recognition();
        }
    }

    ModelFolder imported(ImportChoice choice, ImportSettings settings, Path... sources)
            throws IOException {
        try (WeightsImport weights = WeightsImport.open(List.of(sources), choice)) {
            return weights.write(settings, folder.resolve("imported"), Progress.NONE);
        }
    }

    ModelFolder imported(Path... sources) throws IOException {
        return imported(ImportChoice.DEFAULT, ImportSettings.DEFAULT, sources);
    }

    /** The model's weights behind a prefix are these, bit for bit, and no others. */
    static void assertWeights(ModelFolder model, String prefix, Map<String, Tensor> expected)
            throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(model.path("weights.safetensors"))) {
            long count = file.names().stream().filter(name -> name.startsWith(prefix)).count();
            assertEquals(expected.size(), count);
            for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
                String name = prefix + entry.getKey();
                float[] values = new float[entry.getValue().values().length];
                file.readFloats(name).get(values);
                assertArrayEquals(entry.getValue().values(), values, name);
            }
        }
    }
}
