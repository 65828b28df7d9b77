package sc.fiji.diffseg.model;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import sc.fiji.diffseg.FijiFolder;

/** The models that are installed: the sub-folders of a few root folders. */
public final class ModelStore {

    /** System property with further root folders, separated as in a class path. */
    public static final String PROPERTY = "diffseg.models";

    private static final String IN_FIJI = "models/diffusion-segmentation";
    private static final String IN_CHECKOUT = "src/main/models";

    private final List<Path> roots;

    /**
     * Creates a store.
     *
     * @param roots the root folders, the most important first; those that do not exist hold nothing
     */
    public ModelStore(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /**
     * The usual store: the folders given, those of the system property {@value #PROPERTY}, the one
     * in the Fiji that is running, and the one in the checkout that is the working directory.
     *
     * @param extra further root folders, which come first
     */
    public static ModelStore standard(Path... extra) {
        return standard(System.getProperties(), Path.of("").toAbsolutePath(), List.of(extra));
    }

    static ModelStore standard(Properties properties, Path base, List<Path> extra) {
        Set<Path> roots = new LinkedHashSet<>(extra);
        roots.addAll(installed(properties));
        if (Files.isRegularFile(base.resolve("pom.xml"))) {
            roots.add(base.resolve(IN_CHECKOUT));
        }
        return new ModelStore(List.copyOf(roots));
    }

    private static List<Path> installed(Properties properties) {
        List<Path> roots = new ArrayList<>();
        String listed = properties.getProperty(PROPERTY, "");
        for (String root : listed.split(File.pathSeparator)) {
            if (!root.isBlank()) {
                roots.add(Path.of(root));
            }
        }
        FijiFolder.of(properties).ifPresent(fiji -> roots.add(fiji.resolve(IN_FIJI)));
        return roots;
    }

    /**
     * The folder that new models are put into: the first of the system property {@value #PROPERTY},
     * or the one in the Fiji that is running.
     *
     * @throws ModelException in one sentence, if there is neither
     */
    public static Path home() throws ModelException {
        return installed(System.getProperties()).stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                new ModelException(
                                        "No folder of models is known outside of Fiji: name the"
                                                + " folder to write."));
    }

    /**
     * The folder of a new model.
     *
     * @param parent folder to put it in; empty for the first of this store's
     * @throws IOException in one sentence, if there is none or the name is taken
     * @throws IllegalArgumentException in one sentence, if no folder can be called so
     */
    public Path newFolder(Optional<Path> parent, String name) throws IOException {
        if (parent.isEmpty() && roots.isEmpty()) {
            throw new IOException("No folder of models is known: choose one for the new model.");
        }
        Path folder = parent.orElseGet(() -> roots.get(0)).resolve(folderName(name));
        for (InstalledModel model : list()) {
            boolean other = !model.folder().toAbsolutePath().equals(folder.toAbsolutePath());
            if (other && model.name().equals(name)) {
                throw new IOException(
                        "A model called '%s' is installed in %s: choose another name."
                                .formatted(name, model.folder()));
            }
        }
        return folder;
    }

    /** The name of a model's folder: its name in lower case, with - for all but letters. */
    private static String folderName(String name) {
        String plain =
                name.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{IsAlphabetic}0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        if (plain.isEmpty()) {
            throw new IllegalArgumentException(
                    "The model needs a name with at least one letter or digit, not '"
                            + name
                            + "'.");
        }
        return plain;
    }

    /** The root folders, the most important first; they need not exist. */
    public List<Path> roots() {
        return roots;
    }

    /**
     * All sub-folders of the roots with a description, sorted by name without regard to case. One
     * that cannot be used is listed with its problem; hidden folders and those without a
     * description, such as a model that is being written, are no models.
     */
    public List<InstalledModel> list() {
        List<InstalledModel> models = inOrderOfRoots();
        models.sort(Comparator.comparing(InstalledModel::name, String.CASE_INSENSITIVE_ORDER));
        return models;
    }

    /**
     * Opens a model.
     *
     * @param nameOrPath the name of a model, the name of its folder, or the path of any model
     *     folder, tried in this order; among models of the same name the one in the first root wins
     * @throws ModelException if there is none, listing those that are there, or if the folder found
     *     cannot be used
     */
    public ModelFolder find(String nameOrPath) throws IOException {
        List<InstalledModel> models = inOrderOfRoots();
        for (InstalledModel model : models) {
            if (model.description().isPresent() && model.name().equals(nameOrPath)) {
                return ModelFolder.open(model.folder());
            }
        }
        for (InstalledModel model : models) {
            if (model.folder().getFileName().toString().equals(nameOrPath)) {
                return ModelFolder.open(model.folder());
            }
        }
        Optional<Path> folder = asFolder(nameOrPath);
        if (folder.isPresent()) {
            return ModelFolder.open(folder.get());
        }
        throw new ModelException(
                "There is no model '" + nameOrPath + "'; " + whatIsThere(models) + ".");
    }

    /** The folder of a path; empty if the words are none, but the name of a model, say. */
    public static Optional<Path> asFolder(String path) {
        if (path.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(path)).filter(Files::isDirectory);
        } catch (InvalidPathException e) {
            // Then it was meant as a name.
            return Optional.empty();
        }
    }

    private String whatIsThere(List<InstalledModel> models) {
        List<String> names =
                models.stream()
                        .filter(model -> model.description().isPresent())
                        .map(InstalledModel::name)
                        .distinct()
                        .sorted(String.CASE_INSENSITIVE_ORDER)
                        .toList();
        String folders = roots.stream().map(Path::toString).collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            return "installed are '" + String.join("', '", names) + "'";
        }
        return folders.isEmpty()
                ? "no folder of models is known, so give the path of a model folder"
                : "none is installed in " + folders;
    }

    private List<InstalledModel> inOrderOfRoots() {
        List<InstalledModel> models = new ArrayList<>();
        for (Path root : roots) {
            if (!Files.exists(root)) {
                continue;
            }
            List<Path> folders = new ArrayList<>();
            try (DirectoryStream<Path> entries =
                    Files.newDirectoryStream(root, ModelStore::isModel)) {
                entries.forEach(folders::add);
            } catch (IOException | DirectoryIteratorException e) {
                models.add(unusable(root, "The folder of models " + root + " cannot be listed."));
            }
            folders.sort(Comparator.naturalOrder());
            folders.forEach(folder -> models.add(look(folder)));
        }
        return models;
    }

    private static boolean isModel(Path path) {
        return !path.getFileName().toString().startsWith(".")
                && Files.exists(path.resolve(ModelDescription.FILE_NAME));
    }

    private static InstalledModel look(Path folder) {
        try {
            ModelDescription description = ModelFolder.open(folder).description();
            return new InstalledModel(folder, Optional.of(description), Optional.empty());
        } catch (ModelException e) {
            return unusable(folder, e.getMessage());
        } catch (IOException e) {
            return unusable(folder, "The folder " + folder + " cannot be read: " + e + ".");
        }
    }

    private static InstalledModel unusable(Path folder, String problem) {
        return new InstalledModel(folder, Optional.empty(), Optional.of(problem));
    }
}
