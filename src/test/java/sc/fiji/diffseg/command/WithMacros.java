package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.macro.Interpreter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.scijava.Context;
import org.scijava.command.Command;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleService;

/** Tests of commands as macros and as scripts run them; images that are open stay so in between. */
abstract class WithMacros {

    private Context context;

    @BeforeEach
    final void installCommands() {
        context = new Context();
        MacroBridge.install(context);
    }

    @AfterEach
    final void removeCommands() {
        new Interpreter().run("close('*');");
        MacroBridge.uninstall();
        context.dispose();
    }

    final Context context() {
        return context;
    }

    /** Runs a macro to its end; returns what it returns. */
    static String run(String macro) {
        Interpreter interpreter = new Interpreter();
        interpreter.setIgnoreErrors(true);
        String result = interpreter.run(macro, "");
        assertNull(interpreter.getErrorMessage());
        assertTrue(interpreter.done() || result != null, "The macro has not ended.");
        return result;
    }

    /** Runs a macro that an error has to end; returns what its user is told. */
    static String refusal(String macro) {
        Interpreter interpreter = new Interpreter();
        interpreter.setIgnoreErrors(true);
        assertNotEquals("went on", interpreter.run(macro + " return 'went on';", ""));
        return String.valueOf(interpreter.getErrorMessage());
    }

    /** Runs a macro to its end; returns what it wrote into the log. */
    static String log(String macro) {
        PrintStream out = System.out;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
            assertEquals("on", run(macro + " return 'on';"));
        } finally {
            System.setOut(out);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    /** A command with its parameters as in a dialog that has just opened. */
    final Module dialog(Class<? extends Command> command) {
        return context.service(ModuleService.class).createModule(info(command));
    }

    /** Runs a command as a script does. */
    final Module start(Class<? extends Command> command, Map<String, Object> inputs)
            throws Exception {
        return context.service(ModuleService.class).run(info(command), true, inputs).get();
    }

    private CommandInfo info(Class<? extends Command> command) {
        return context.service(CommandService.class).getCommand(command);
    }
}
