package sc.fiji.diffseg.exchange;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.Citation;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.Hashes;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelDescriptionBuilder;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.network.ImportChoice;
import sc.fiji.diffseg.network.ModelFamilies;
import sc.fiji.diffseg.network.ModelFamily;
import sc.fiji.diffseg.network.Recognition;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.WeightsException;

/**
 * Weights that others have published, recognised and about to become a model folder. Nothing is
 * written before {@link #write}.
 */
public final class WeightsImport implements Closeable {

    private static final String WEIGHTS = "weights.safetensors";

    /** Names that tell nothing of what is in a file, so that its folder's is better. */
    private static final List<String> PLAIN_NAMES =
            List.of("model", "weights", "diffusion_pytorch_model", "pytorch_model", "last");

    private final List<Path> sources;
    private final ImportChoice choice;
    private final OpenedWeights opened;
    private final Recognition recognition;

    private WeightsImport(
            List<Path> sources,
            ImportChoice choice,
            OpenedWeights opened,
            Recognition recognition) {
        this.sources = sources;
        this.choice = choice;
        this.opened = opened;
        this.recognition = recognition;
    }

    /**
     * Opens files and recognises what they are.
     *
     * @param sources files, or folders of files
     * @throws IOException in one sentence, if a file cannot be read, or no installed method knows
     *     anything in them
     */
    public static WeightsImport open(List<Path> sources, ImportChoice choice) throws IOException {
        OpenedWeights opened = OpenedWeights.of(sources);
        try {
            for (ModelFamily family : ModelFamilies.all()) {
                Optional<Recognition> recognition = family.recognise(opened.files(), choice);
                if (recognition.isPresent()) {
                    return new WeightsImport(
                            List.copyOf(sources), choice, opened, recognition.get());
                }
            }
            throw unknown(opened.files());
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static WeightsException unknown(List<TensorFile> files) {
        String told =
                files.stream()
                        .map(
                                file ->
                                        "%s (%d tensors, the first of them %s)"
                                                .formatted(
                                                        file.path(),
                                                        file.names().size(),
                                                        file.names().stream()
                                                                .limit(3)
                                                                .collect(Collectors.joining(", "))))
                        .collect(Collectors.joining("; "));
        return new WeightsException(
                "No network that an installed method knows is in " + told + ": choose others.");
    }

    /** What the files are. */
    public Recognition recognition() {
        return recognition;
    }

    /** Why files in a folder were passed over, a sentence each. */
    public List<String> unread() {
        return opened.unread();
    }

    /** The name that suggests itself: that of the first file or of its folder. */
    public String name() {
        Path source = sources.get(0).toAbsolutePath();
        String name = source.getFileName().toString();
        if (!Files.isDirectory(source)) {
            name = name.replaceFirst("\\.[^.]+$", "");
            if (PLAIN_NAMES.contains(name) && source.getParent().getFileName() != null) {
                name = source.getParent().getFileName().toString();
            }
        }
        return name;
    }

    /**
     * The folder that a model of these settings is installed in.
     *
     * @throws IOException in one sentence, if it is there already, the name is taken, or no place
     *     for models is known
     */
    public Path folder(ImportSettings settings) throws IOException {
        Path folder =
                ModelStore.standard().newFolder(Optional.of(ModelStore.home()), name(settings));
        NewFolder.requireFree(folder);
        return folder;
    }

    private String name(ImportSettings settings) {
        return settings.name().isBlank() ? name() : settings.name().trim();
    }

    /**
     * Writes a model folder, whole or not at all.
     *
     * @param folder must not exist yet
     * @throws IOException in one sentence, if the weights have faults, or hold numbers that cannot
     *     be stored so, or the folder cannot be written
     */
    public ModelFolder write(ImportSettings settings, Path folder, Progress progress)
            throws IOException {
        if (!recognition.faults().isEmpty()) {
            throw new WeightsException(
                    "The weights cannot be imported (%s): choose a complete file, or one of its networks."
                            .formatted(String.join("; ", recognition.faults())));
        }
        try (NewFolder made = NewFolder.at(folder)) {
            JsonObject origin = origin(progress.part(0, 0.3));
            new WeightsCopy(
                            recognition.weights(),
                            settings.half() ? ElementType.F16 : ElementType.F32)
                    .write(made.path().resolve(WEIGHTS), progress.part(0.3, 0.9));
            describe(settings, origin)
                    .weights(List.of(FileEntry.of(made.path(), WEIGHTS, progress.part(0.9, 1))))
                    .build()
                    .write(made.path().resolve(ModelDescription.FILE_NAME));
            made.finish();
        }
        progress.report(1, "Imported");
        return ModelFolder.open(folder);
    }

    private ModelDescriptionBuilder describe(ImportSettings settings, JsonObject origin) {
        String license =
                settings.license().isBlank() ? recognition.license() : settings.license().trim();
        List<Citation> cite =
                settings.citation().isBlank()
                        ? recognition.cite()
                        : List.of(new Citation(settings.citation().trim(), ""));
        JsonObject config = new JsonObject();
        config.add("imported", origin);
        return recognition
                .model()
                .name(name(settings))
                .description("Imported: " + recognition.title() + ".")
                .license(license)
                .cite(cite)
                .config(config);
    }

    /** The files that the weights come from, with their hashes. */
    private JsonObject origin(Progress progress) throws IOException {
        JsonArray entries = new JsonArray();
        List<Path> paths = new ArrayList<>();
        opened.files().forEach(file -> paths.add(file.path()));
        for (int i = 0; i < paths.size(); i++) {
            JsonObject entry = new JsonObject();
            entry.addProperty("file", paths.get(i).getFileName().toString());
            Progress part =
                    progress.part(i / (double) paths.size(), (i + 1) / (double) paths.size());
            entry.addProperty("sha256", Hashes.sha256(paths.get(i), part));
            entry.addProperty("size", Files.size(paths.get(i)));
            entries.add(entry);
        }
        JsonObject origin = new JsonObject();
        origin.addProperty("averaged", choice.averaged());
        origin.add("files", entries);
        return origin;
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
