package sc.fiji.diffseg.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import sc.fiji.diffseg.model.InstalledModel;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelStore;

/** Lists what is installed. */
@Command(
        name = "list",
        description = "Lists the installed models: name, method, licence and folder, with tabs.",
        mixinStandardHelpOptions = true)
final class ModelsList implements Callable<Integer> {

    @Override
    public Integer call() {
        ModelStore store = ModelStore.standard();
        List<InstalledModel> models = store.list();
        models.forEach(model -> System.out.println(line(model)));
        if (models.isEmpty()) {
            System.err.println("No model is installed in any of " + store.roots() + ".");
        }
        return 0;
    }

    private static String line(InstalledModel model) {
        String what =
                model.description()
                        .map(ModelsList::what)
                        .orElseGet(() -> "unusable\t" + model.problem().orElse(""));
        return model.name() + "\t" + what + "\t" + model.folder();
    }

    private static String what(ModelDescription model) {
        String license = model.license().isEmpty() ? "no licence told" : model.license();
        return model.family() + (model.base() ? ", a base to train from" : "") + "\t" + license;
    }
}
