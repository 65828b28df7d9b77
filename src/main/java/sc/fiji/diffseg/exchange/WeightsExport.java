package sc.fiji.diffseg.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.ModelFamilies;
import sc.fiji.diffseg.network.PublishedLayout;
import sc.fiji.diffseg.network.WeightsOfFolder;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.TensorSource;

/** Writes models as their method's authors publish theirs, for the authors' programs to read. */
public final class WeightsExport {

    private static final double CHECKED = 0.2;

    private WeightsExport() {}

    /**
     * Writes a folder, whole or not at all, with weights in single precision.
     *
     * @param folder must not exist yet
     * @throws IOException in one sentence, if the model's files are not what they should be, there
     *     is no such layout for it, or the folder cannot be written
     */
    public static void write(ModelFolder model, Path folder, Progress progress) throws IOException {
        NewFolder.requireFree(folder);
        model.verify(progress.part(0, CHECKED));
        try (WeightsOfFolder files = WeightsOfFolder.of(model);
                NewFolder made = NewFolder.at(folder)) {
            PublishedLayout layout =
                    ModelFamilies.named(model.description().family())
                            .publishedLayout(model.description(), files);
            double done = 0;
            for (Map.Entry<String, TensorSource> entry : layout.weights().entrySet()) {
                Path file = made.path().resolve(entry.getKey());
                Files.createDirectories(file.getParent());
                double from = CHECKED + (1 - CHECKED) * done / layout.weights().size();
                done++;
                double to = CHECKED + (1 - CHECKED) * done / layout.weights().size();
                new WeightsCopy(entry.getValue(), ElementType.F32)
                        .write(file, progress.part(from, to));
            }
            for (Map.Entry<String, String> entry : layout.texts().entrySet()) {
                Path file = made.path().resolve(entry.getKey());
                Files.createDirectories(file.getParent());
                Files.write(file, entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
            made.finish();
        }
        progress.report(1, "Exported");
    }
}
