package sc.fiji.diffseg.command;

import ij.ImagePlus;
import ij.Macro;
import java.io.File;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.scijava.command.DynamicCommand;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleItem;
import org.scijava.widget.Button;

/**
 * Gives a command the inputs that the line of a macro names, and tells what is wrong with the line.
 * Fiji has set some before by ImageJ's own reading of the line, which takes one key for another and
 * passes over a misspelt one; see {@link MacroOptions}.
 */
final class MacroInputs {

    private final DynamicCommand command;

    /** The inputs of a command that has not run yet. */
    MacroInputs(DynamicCommand command) {
        this.command = command;
    }

    /**
     * Sets them. Nothing is done if a script has set others, since then the line is not meant for
     * this command but for the script.
     *
     * @throws IllegalArgumentException in one sentence, if there is no such key or a value is not
     *     of its kind
     */
    void set(String line) {
        Map<String, String> options = MacroOptions.parse(line);
        if (isOfAnother(line)) {
            return;
        }
        List<ModuleItem<?>> items = items().toList();
        List<String> keys = items.stream().map(ModuleItem::getName).toList();
        for (String key : options.keySet()) {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException(
                        "%s has no key '%s': its keys are %s."
                                .formatted(name(), key, String.join(", ", keys)));
            }
        }
        for (ModuleItem<?> item : items) {
            String text = options.get(item.getName());
            if (text != null) {
                set(item, text);
            } else if (isFound(item, line)) {
                forget(item);
            }
        }
    }

    private String name() {
        return command.getInfo().getMenuPath().getLeaf().getName();
    }

    private boolean isOfAnother(String line) {
        return items()
                // The current image is set for everybody.
                .filter(item -> item.getType() != ImagePlus.class)
                .anyMatch(item -> command.isInputResolved(item.getName()) && !isFound(item, line));
    }

    /** What a line may name. */
    private Stream<ModuleItem<?>> items() {
        return new DialogInputs(command).labelled().filter(item -> item.getType() != Button.class);
    }

    /** Whether ImageJ's reading finds a value. */
    private static boolean isFound(ModuleItem<?> item, String line) {
        return Macro.getValue(line, item.getName(), null) != null;
    }

    private void set(ModuleItem<?> item, String text) {
        Class<?> type = item.getType();
        Object value;
        if (type == String.class) {
            value = text;
        } else if (type == File.class) {
            value = text.isBlank() ? null : new File(text);
        } else if (type == boolean.class) {
            value = truth(item, text);
        } else if (type == int.class || type == long.class || type == double.class) {
            value = number(item, text);
        } else if (type == ImagePlus.class) {
            value = OpenImages.ofMacro(text);
        } else {
            return;
        }
        command.setInput(item.getName(), value);
        command.resolveInput(item.getName());
    }

    /** The macro language writes true as 1. */
    private static boolean truth(ModuleItem<?> item, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw wrong(item, text, "true or false");
        };
    }

    private static Object number(ModuleItem<?> item, String text) {
        boolean whole = item.getType() != double.class;
        try {
            BigDecimal number = new BigDecimal(text.trim());
            if (!whole) {
                return number.doubleValue();
            }
            return item.getType() == int.class
                    ? (Object) number.intValueExact()
                    : number.longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(item, text, whole ? "a whole number" : "a number");
        }
    }

    private static IllegalArgumentException wrong(ModuleItem<?> item, String text, String wanted) {
        return new IllegalArgumentException(
                "The value of %s is '%s': it has to be %s."
                        .formatted(item.getName(), text, wanted));
    }

    private void forget(ModuleItem<?> item) {
        try {
            DynamicCommand fresh = (DynamicCommand) command.getInfo().createModule();
            fresh.setContext(command.context());
            command.setInput(item.getName(), fresh.getInput(item.getName()));
        } catch (ModuleException e) {
            throw new IllegalStateException(e);
        }
        command.unresolveInput(item.getName());
    }
}
