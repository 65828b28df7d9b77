package sc.fiji.diffseg.site;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.scijava.Context;
import org.scijava.MenuEntry;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.widget.Button;

/**
 * Writes the guide that lists all commands and their keys, as the commands themselves declare them.
 * The example of each is its line in the guide on macros.
 */
public final class MacroReference {

    /** The guide that is written. */
    static final Path FILE = Path.of("src/site/markdown/macro-reference.md");

    private static final Path EXAMPLES = FILE.resolveSibling("macros.md");

    private static final String HEAD =
            """
            # Macro reference

            Every command with its keys, as the program declares them. [Macros](macros.md) tells how macros
            are written and recorded. A key left out has its default; a key or a value that does not exist ends
            the macro with a sentence.
            """;

    private final Context context;
    private final String examples;

    private MacroReference(Context context) throws IOException {
        this.context = context;
        examples = Files.readString(EXAMPLES);
    }

    /** The guide as it has to be. */
    static String text() throws IOException {
        try (Context context = new Context()) {
            return new MacroReference(context).guide();
        }
    }

    /** Our commands, sorted by their labels. */
    static List<CommandInfo> commands(Context context) {
        return context.service(CommandService.class).getCommands().stream()
                .filter(info -> info.getClassName().startsWith("sc.fiji.diffseg."))
                .sorted(Comparator.comparing(MacroReference::label))
                .toList();
    }

    /** What macros call our commands, sorted. */
    public static List<String> labels(Context context) {
        return commands(context).stream().map(MacroReference::label).toList();
    }

    /** What a macro calls a command. */
    static String label(CommandInfo info) {
        return info.getMenuPath().getLeaf().getName();
    }

    /** What a macro can set. */
    static List<ModuleItem<?>> keys(CommandInfo info) {
        return StreamSupport.stream(info.inputs().spliterator(), false)
                .filter(item -> !item.getLabel().isEmpty() && item.getType() != Button.class)
                .collect(Collectors.toList());
    }

    private String guide() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("\n");
        commands(context).forEach(info -> text.append("* " + link(label(info)) + "\n"));
        commands(context).forEach(info -> text.append(section(info)));
        return text.toString();
    }

    private static String link(String label) {
        String anchor = label.toLowerCase(Locale.ROOT).replaceAll("[^a-z -]", "").replace(' ', '-');
        return "[%s](#%s)".formatted(label, anchor);
    }

    private String section(CommandInfo info) {
        Module module = context.service(ModuleService.class).createModule(info);
        StringBuilder text = new StringBuilder("\n## " + label(info) + "\n\n");
        String menu =
                info.getMenuPath().stream()
                        .map(MenuEntry::getName)
                        .collect(Collectors.joining(" › "));
        text.append("**" + menu + "**\n\n```\n" + example(info) + "\n```\n\n");
        text.append("| key | values | default | what it is |\n|---|---|---|---|\n");
        for (ModuleItem<?> key : keys(info)) {
            text.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    key.getName(),
                                    values(key),
                                    initial(module.getInput(key.getName())),
                                    meaning(key)));
        }
        String outputs =
                StreamSupport.stream(info.outputs().spliterator(), false)
                        .map(item -> "`" + item.getName() + "`")
                        .collect(Collectors.joining(", "));
        return text + (outputs.isEmpty() ? "" : "\nOutputs for scripts: " + outputs + ".\n");
    }

    private String example(CommandInfo info) {
        Matcher line =
                Pattern.compile("(?m)^run\\(\"" + Pattern.quote(label(info)) + "\".*;$")
                        .matcher(examples);
        if (!line.find()) {
            throw new IllegalStateException(
                    "%s has no line in %s: write one.".formatted(label(info), EXAMPLES));
        }
        return line.group();
    }

    private static String values(ModuleItem<?> key) {
        if (key.getChoices() != null && key.getChoices().size() > 1) {
            return key.getChoices().stream()
                    .map(choice -> "`" + choice + "`")
                    .collect(Collectors.joining(", "));
        }
        Class<?> type = key.getType();
        if (type == boolean.class) {
            return "`true`, `false`";
        }
        if (type == File.class) {
            return "path of a folder";
        }
        if (type == String.class) {
            return "text";
        }
        if (type == int.class || type == long.class) {
            return "whole number" + range(key);
        }
        return type == double.class ? "number" + range(key) : "title of an image";
    }

    private static String range(ModuleItem<?> key) {
        Object least = key.getMinimumValue();
        Object most = key.getMaximumValue();
        if (most != null) {
            return ", %s to %s".formatted(least, most);
        }
        return least == null ? "" : " from " + least;
    }

    private static String initial(Object value) {
        return value == null || value.toString().isEmpty() ? "" : "`" + value + "`";
    }

    private static String meaning(ModuleItem<?> key) {
        return key.getDescription()
                .replaceFirst("^<html>", "")
                .strip()
                .replaceAll("\\s*\\n\\s*", "")
                .replaceAll("([*_|])", "\\\\$1");
    }

    /** Writes the guide. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(FILE, text());
    }
}
