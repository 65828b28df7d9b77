package sc.fiji.diffseg.command;

import ij.macro.Interpreter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.scijava.Context;
import org.scijava.module.ModuleItem;
import org.scijava.script.ScriptInfo;

/**
 * A macro of this project, run by ImageJ's interpreter; its parameters are filled in as in Fiji.
 */
final class MacroFile {

    private static final Path FOLDER = Path.of("macros");

    private final String name;
    private final ScriptInfo script;

    /** A macro by its name. */
    MacroFile(Context context, String name) throws IOException {
        this.name = name;
        String text = Files.readString(FOLDER.resolve(name));
        script = new ScriptInfo(context, name, new StringReader(text));
    }

    /**
     * Runs it.
     *
     * @param given values of its parameters; those left out have their defaults
     */
    void run(Map<String, String> given) {
        StringBuilder macro = new StringBuilder();
        for (ModuleItem<?> parameter : script.inputs()) {
            String key = parameter.getName();
            Object value = given.getOrDefault(key, String.valueOf(parameter.getDefaultValue()));
            boolean number = Number.class.isAssignableFrom(parameter.getType());
            // On one line, so that ImageJ counts the others as an editor does.
            macro.append("var %s = %s; ".formatted(key, number ? value : quoted(value.toString())));
        }
        Interpreter interpreter = new Interpreter();
        interpreter.setIgnoreErrors(true);
        interpreter.run(macro + script.getProcessedScript(), "");
        if (interpreter.getErrorMessage() != null) {
            throw new IllegalStateException(
                    "%s, line %d: %s"
                            .formatted(
                                    name,
                                    interpreter.getLineNumber(),
                                    interpreter.getErrorMessage()));
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
