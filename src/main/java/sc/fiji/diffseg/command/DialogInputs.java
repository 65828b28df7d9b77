package sc.fiji.diffseg.command;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.scijava.ItemVisibility;
import org.scijava.command.DynamicCommand;
import org.scijava.module.ModuleItem;

/** What a command asks for in its dialog: in which order, and whether at all. */
final class DialogInputs {

    private final DynamicCommand command;

    /** The inputs of a command that has not run yet. */
    DialogInputs(DynamicCommand command) {
        this.command = command;
    }

    /** The inputs that users and macros know; services have no label. */
    Stream<ModuleItem<?>> labelled() {
        return all().filter(input -> !input.getLabel().isEmpty());
    }

    /** Puts some before all others, in this order. */
    void putFirst(String... names) {
        List<String> first = List.of(names);
        String[] others =
                all().map(ModuleItem::getName)
                        .filter(name -> !first.contains(name))
                        .toArray(String[]::new);
        putLast(names);
        putLast(others);
    }

    /** Puts some after all others, in this order. */
    void putLast(String... names) {
        List<ModuleItem<?>> last = new ArrayList<>();
        for (String name : names) {
            last.add(command.getInfo().getInput(name));
        }
        last.forEach(command.getInfo()::removeInput);
        last.forEach(command.getInfo()::addInput);
    }

    /**
     * Keeps the dialog away from macros and scripts: whoever sets one parameter besides the image
     * gets the defaults of all others.
     *
     * @param images names of the images of a command with several, which no one sets but a macro or
     *     a script
     */
    void fillIn(String... images) {
        List<String> asked = Stream.concat(asked(), Arrays.stream(images)).toList();
        if (asked.stream().anyMatch(command::isInputResolved)) {
            asked.forEach(command::resolveInput);
            told().forEach(command::resolveInput);
        }
    }

    /** Keeps the dialog away from everybody. */
    void askNothing() {
        asked().forEach(command::resolveInput);
        told().forEach(command::resolveInput);
    }

    /** Lines that only tell something: a dialog would open for them alone. */
    private Stream<String> told() {
        return all().filter(input -> input.getVisibility() == ItemVisibility.MESSAGE)
                .map(ModuleItem::getName);
    }

    private Stream<String> asked() {
        return labelled()
                .filter(input -> input.getType() != ImagePlus.class)
                .map(ModuleItem::getName);
    }

    private Stream<ModuleItem<?>> all() {
        return StreamSupport.stream(command.getInfo().inputs().spliterator(), false);
    }
}
