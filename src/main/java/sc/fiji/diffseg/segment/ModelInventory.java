package sc.fiji.diffseg.segment;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.InstalledModel;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelException;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.model.Parent;
import sc.fiji.diffseg.report.ModelCard;

/** What is known about the installed models, and whether they are sound. */
public final class ModelInventory {

    private static final String SOUND = "sound";
    private static final double MEGABYTE = 1e6;
    private static final double LOADED = 0.5;

    private final ModelStore store;

    /** The models of a store. */
    public ModelInventory(ModelStore store) {
        this.store = store;
    }

    /** A job on one model. */
    private interface Check {
        String outcome(ModelFolder folder, Progress progress) throws IOException;
    }

    /**
     * The installed models that a name means.
     *
     * @param name name or folder of a model, which may mean several; empty for all that there are
     * @throws ModelException in one sentence, if there is none of that name
     */
    public List<InstalledModel> models(String name) throws IOException {
        String wanted = name.trim();
        List<InstalledModel> installed = store.list();
        if (wanted.isEmpty()) {
            return installed;
        }
        List<InstalledModel> meant =
                installed.stream().filter(model -> isMeant(model, wanted)).toList();
        if (meant.isEmpty()) {
            throw new ModelException(
                    "There is no model '%s' in %s; there is %s."
                            .formatted(
                                    wanted,
                                    folders(),
                                    installed.isEmpty()
                                            ? "none"
                                            : installed.stream()
                                                    .map(InstalledModel::name)
                                                    .distinct()
                                                    .collect(Collectors.joining(", "))));
        }
        return meant;
    }

    /**
     * What means one model and no other: its name, or its folder if others have the name.
     *
     * @param installed all that there are
     */
    public static String key(InstalledModel model, List<InstalledModel> installed) {
        String name = model.name();
        long meant = installed.stream().filter(other -> isMeant(other, name)).count();
        return meant == 1 ? name : model.folder().toString();
    }

    private static boolean isMeant(InstalledModel model, String name) {
        Path folder = model.folder();
        return model.name().equals(name)
                || folder.getFileName().toString().equals(name)
                || folder.toString().equals(name)
                || folder.toString().replace('\\', '/').equals(name);
    }

    /** The folders in which models are installed, as a phrase. */
    public String folders() {
        return store.roots().stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    /** One row for each model, with the reason in the column Outcome if it cannot be used. */
    public static ColumnTable list(List<InstalledModel> models) {
        ColumnTable table = new ColumnTable();
        models.forEach(model -> table.add(row(model, model.problem().orElse(""))));
        return table;
    }

    /**
     * Compares the files of models with their hashes: one row for each, with {@code sound} or the
     * reason in the column Outcome.
     */
    public static ColumnTable verify(List<InstalledModel> models, Progress progress) {
        return check(
                models,
                progress,
                (folder, part) -> {
                    folder.verify(part);
                    return SOUND;
                });
    }

    /**
     * Lets models compute what they computed where they were trained: one row for each, with {@code
     * sound} and the largest difference of a probability, or the reason, in the column Outcome.
     *
     * @param device as for {@link TorchEngine#start}
     */
    public static ColumnTable selfTest(
            List<InstalledModel> models, String device, Progress progress) {
        progress.report(0, "Starting PyTorch");
        TorchEngine engine = TorchEngine.start(device);
        return check(
                models,
                progress,
                (folder, part) -> {
                    Progress loading = part.part(0, LOADED);
                    try (LoadedModel loaded = LoadedModel.open(folder, engine, loading)) {
                        part.report(LOADED, "Segmenting the test image");
                        double difference = SelfTest.difference(loaded);
                        boolean same = difference <= SelfTest.TOLERANCE;
                        return (same ? SOUND : "computes something else here")
                                + String.format(Locale.ROOT, " (differs by %.1e)", difference);
                    }
                });
    }

    private static ColumnTable check(List<InstalledModel> models, Progress progress, Check check) {
        ColumnTable table = new ColumnTable();
        for (int i = 0; i < models.size(); i++) {
            InstalledModel model = models.get(i);
            progress.checkCancelled();
            progress.report(i / (double) models.size(), "Checking " + model.name());
            Progress part =
                    progress.part(i / (double) models.size(), (i + 1) / (double) models.size());
            table.add(row(model, model.problem().orElseGet(() -> outcome(model, check, part))));
        }
        return table;
    }

    private static String outcome(InstalledModel model, Check check, Progress progress) {
        try {
            return check.outcome(ModelFolder.open(model.folder()), progress);
        } catch (IOException | IllegalArgumentException | NotEnoughMemoryException e) {
            return e.getMessage();
        }
    }

    private static ColumnTable.Row row(InstalledModel model, String outcome) {
        ColumnTable.Row row = new ColumnTable.Row(model.name());
        row.put("Family", model.description().map(ModelDescription::family).orElse(""));
        row.put("Megabytes", model.description().map(ModelInventory::megabytes).orElse(0.0));
        row.put("Parent", parent(model));
        row.put("Licence", model.description().map(ModelDescription::license).orElse(""));
        row.put("Folder", model.folder().toString());
        return row.put("Outcome", outcome);
    }

    /** The size of a model's weights. */
    public static double megabytes(ModelDescription model) {
        return model.weights().stream().mapToLong(FileEntry::size).sum() / MEGABYTE;
    }

    /** The name of the model that a model was trained from; empty if there is none. */
    public static String parent(InstalledModel model) {
        return model.description().flatMap(ModelDescription::parent).map(Parent::name).orElse("");
    }

    /** What a model's card says, or why the model cannot be used, for people. */
    public static String details(InstalledModel model) {
        if (model.description().isEmpty()) {
            return model.problem().orElse("");
        }
        Path card = model.folder().resolve(ModelCard.FILE_NAME);
        try {
            return Files.readString(card);
        } catch (IOException e) {
            // Then its description has to do, but for what a training of another program wrote.
            ModelDescription known =
                    model.description().get().toBuilder().training(new JsonObject()).build();
            return ModelCard.markdown(known, "");
        }
    }
}
