package sc.fiji.diffseg.command;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.Menus;
import ij.WindowManager;
import ij.plugin.PlugIn;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PostprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.PluginService;

/**
 * Lets ImageJ's macros run SciJava's commands where there is no Fiji to do so: ImageJ finds this as
 * a plug-in under the label of each command.
 */
public final class MacroBridge implements PlugIn {

    private static Context context;

    /** Puts the commands of a context into ImageJ's table of commands. */
    static void install(Context of) {
        context = of;
        Hashtable<String, String> table = new Hashtable<>();
        for (CommandInfo info : of.service(CommandService.class).getCommands()) {
            if (!info.getMenuPath().isEmpty()) {
                table.put(
                        info.getMenuPath().getLeaf().getName(),
                        "%s(\"%s\")".formatted(MacroBridge.class.getName(), info.getClassName()));
            }
        }
        setCommands(table);
    }

    /** Leaves ImageJ without commands, as it was. */
    static void uninstall() {
        context = null;
        setCommands(null);
    }

    private static void setCommands(Hashtable<String, String> table) {
        try {
            Field field = Menus.class.getDeclaredField("pluginsTable");
            field.setAccessible(true);
            field.set(null, table);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void run(String className) {
        CommandInfo info = context.service(CommandService.class).getCommand(className);
        PluginService plugins = context.service(PluginService.class);
        List<PreprocessorPlugin> before =
                new ArrayList<>(plugins.createInstancesOfType(PreprocessorPlugin.class));
        before.add(0, new Options(Macro.getOptions()));
        try {
            context.service(ModuleService.class)
                    .run(
                            info,
                            before,
                            plugins.createInstancesOfType(PostprocessorPlugin.class),
                            inputs(info))
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> inputs(CommandInfo info) {
        ConvertService convert = context.service(ConvertService.class);
        String options = Macro.getOptions();
        Map<String, Object> inputs = new HashMap<>();
        for (ModuleItem<?> item : info.inputs()) {
            String value = options == null ? null : Macro.getValue(options, item.getName(), null);
            if (item.getType() == ImagePlus.class) {
                inputs.put(
                        item.getName(),
                        value == null ? IJ.getImage() : WindowManager.getImage(value));
            } else if (value != null) {
                inputs.put(item.getName(), convert.convert(value, item.getType()));
            }
        }
        return inputs;
    }

    /** Lets SciJava's thread see the line of the macro, as Fiji does. */
    private static final class Options extends AbstractPreprocessorPlugin {

        private final String options;

        Options(String options) {
            this.options = options;
        }

        @Override
        public void process(Module module) {
            // ImageJ looks at the names of threads.
            Thread.currentThread().setName("Run$_" + module.getInfo().getTitle());
            Macro.setOptions(options);
        }
    }
}
