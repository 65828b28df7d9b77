package sc.fiji.diffseg;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.awt.Component;
import java.awt.MenuComponent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The plan of the house as rules on class files: which package may use which, and what only one of
 * them may do.
 *
 * <p>A package uses itself, the JDK, the root package, every package on the floors it looks down
 * on, and the neighbours and libraries named for it. A rule that finds nothing to judge passes.
 */
final class House {

    private static final String[] JDK = {"java..", "javax..", "com.sun.management.."};
    private static final String GSON = "com.google.gson..";
    private static final String IMGLIB2 = "net.imglib2..";
    private static final String IJ = "ij..";
    private static final String DJL = "ai.djl..";
    private static final String JNA = "com.sun.jna..";
    private static final String PLUGIN = "org.scijava.plugin..";
    private static final String SCIJAVA = "org.scijava..";
    private static final String PICOCLI = "picocli..";
    private static final String JFREECHART = "org.jfree..";
    private static final String SLF4J = "org.slf4j..";

    private static final List<Room> ROOMS =
            List.of(
                    new Room(1, "model", 0).beside("weights").uses(GSON),
                    new Room(1, "weights", 0).uses(GSON),
                    new Room(1, "diffusion", 0),
                    new Room(1, "fusion", 0).uses(IMGLIB2),
                    new Room(1, "measure", 0).uses(IMGLIB2),
                    new Room(2, "engine", 1).uses(DJL, JNA, IMGLIB2, SLF4J),
                    new Room(2, "image", 1).uses(IMGLIB2, IJ, SLF4J),
                    new Room(2, "network", 1).beside("engine").uses(DJL, GSON, PLUGIN, SLF4J),
                    new Room(3, "leaf", 2).uses(DJL, GSON, PLUGIN, SLF4J),
                    new Room(3, "unisegdiff", 2).uses(DJL, GSON, PLUGIN, SLF4J),
                    new Room(4, "segment", 3).beside("report").uses(DJL, GSON, IMGLIB2, IJ, SLF4J),
                    new Room(4, "training", 3)
                            .beside("segment", "report")
                            .uses(DJL, GSON, IMGLIB2, SLF4J),
                    new Room(4, "report", 2).uses(GSON, IMGLIB2, IJ, JFREECHART, SLF4J),
                    new Room(5, "command", 4).beside("ui").uses(SCIJAVA, IMGLIB2, IJ, SLF4J),
                    new Room(5, "cli", 4).uses(PICOCLI, SCIJAVA, IMGLIB2, IJ, SLF4J),
                    new Room(5, "ui", 4).uses(SCIJAVA, IMGLIB2, IJ, JFREECHART, SLF4J));

    private static final Set<String> WINDOW_OPENERS =
            Set.of("show", "showMessage", "showMessageWithCancel", "error");

    private static final Set<String> PROPERTY_WRITERS =
            Set.of("setProperty", "setProperties", "clearProperty");

    /** Operations whose operands autograd remembers. */
    private static final String REMEMBERED = "(mul|div|mod|pow)i?|clip|maximum|minimum";

    private final String root;

    /**
     * The house below one package.
     *
     * @param root full name of the package in which the rooms lie
     */
    House(String root) {
        this.root = root;
    }

    /** All rules of the house. */
    List<ArchRule> rules() {
        List<ArchRule> rules = new ArrayList<>(floors());
        rules.add(everyClassHasARoom());
        rules.add(noCircles());
        rules.add(onlyEngineNamesDataTypes());
        rules.add(onlyEngineLendsMemory());
        rules.add(onlyEngineStartsPyTorch());
        rules.add(onlyEngineHandlesProperties());
        rules.add(onlyDoorsOpenWindows());
        return rules;
    }

    /** Each package uses only what its place allows. */
    List<ArchRule> floors() {
        List<ArchRule> rules = new ArrayList<>();
        rules.add(onlyUses(root, List.of()));
        for (Room room : ROOMS) {
            List<String> allowed = new ArrayList<>(room.libraries);
            allowed.add(in(room.name));
            room.neighbours.forEach(name -> allowed.add(in(name)));
            for (Room other : ROOMS) {
                if (other.floor <= room.seesFloor) {
                    allowed.add(in(other.name));
                }
            }
            rules.add(onlyUses(in(room.name), allowed));
        }
        return rules;
    }

    /** A new package changes the plan, which is a decision and not an accident. */
    ArchRule everyClassHasARoom() {
        List<String> places = new ArrayList<>(List.of(root));
        ROOMS.forEach(room -> places.add(in(room.name)));
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .resideInAnyPackage(places.toArray(String[]::new))
                .allowEmptyShould(true);
    }

    /** No two packages need each other, directly or round several corners. */
    ArchRule noCircles() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
    }

    /** Some data types abort the JVM, so one package decides which occur. */
    ArchRule onlyEngineNamesDataTypes() {
        DescribedPredicate<JavaMethodCall> toType =
                describe(
                        "convert an NDArray",
                        call ->
                                call.getName().equals("toType")
                                        && call.getTargetOwner().isAssignableTo(NDArray.class));
        return outside("engine")
                .should(dependOnClassesThat(type(DataType.class)))
                .orShould(callMethodWhere(toType))
                .allowEmptyShould(true);
    }

    /** DJL frees numbers it made tensors of while autograd still needs them: Tensors does not. */
    ArchRule onlyEngineLendsMemory() {
        DescribedPredicate<JavaMethodCall> number =
                describe(
                        "combine an NDArray with a number by other than addition",
                        call ->
                                call.getName().matches(REMEMBERED)
                                        && call.getTargetOwner().isAssignableTo(NDArray.class)
                                        && takes(call, Number.class));
        DescribedPredicate<JavaMethodCall> values =
                describe(
                        "make an NDArray of values",
                        call ->
                                call.getName().equals("create")
                                        && call.getTargetOwner().isAssignableTo(NDManager.class)
                                        && !takes(call, Shape.class));
        return outside("engine")
                .should(callMethodWhere(number))
                .orShould(callMethodWhere(values))
                .allowEmptyShould(true);
    }

    /** PyTorch starts once, offline, with its threads set: in one place. */
    ArchRule onlyEngineStartsPyTorch() {
        return outside("engine")
                .should(
                        dependOnClassesThat(
                                type(Engine.class).or(resideInAPackage("ai.djl.pytorch.."))))
                .allowEmptyShould(true);
    }

    /** System properties belong to the whole of Fiji, and DJL's must be set before it loads. */
    ArchRule onlyEngineHandlesProperties() {
        DescribedPredicate<JavaMethodCall> writer =
                describe(
                        "write a system property",
                        call ->
                                call.getTargetOwner().isEquivalentTo(System.class)
                                        && PROPERTY_WRITERS.contains(call.getName()));
        return outside("engine")
                .should(callMethodWhere(writer))
                .orShould(nameAPropertyOfDjl())
                .allowEmptyShould(true);
    }

    /** Everything but commands and their dialogs runs on a machine without a screen. */
    ArchRule onlyDoorsOpenWindows() {
        DescribedPredicate<JavaMethodCall> opener =
                describe(
                        "open a window of ImageJ",
                        call ->
                                call.getTargetOwner().getPackageName().matches("ij(\\..*)?")
                                        && WINDOW_OPENERS.contains(call.getName()));
        DescribedPredicate<JavaClass> widget =
                assignableTo(Component.class)
                        .or(assignableTo(MenuComponent.class))
                        .or(resideInAPackage("javax.swing.."));
        return outside("command", "ui")
                .should(dependOnClassesThat(widget))
                .orShould(callMethodWhere(opener))
                .allowEmptyShould(true);
    }

    private static boolean takes(JavaMethodCall call, Class<?> first) {
        return call.getTarget().getRawParameterTypes().get(0).isEquivalentTo(first);
    }

    private ArchRule onlyUses(String place, List<String> packages) {
        List<String> allowed = new ArrayList<>(packages);
        allowed.add(root);
        allowed.addAll(List.of(JDK));
        return classes()
                .that()
                .resideInAPackage(place)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new))
                .allowEmptyShould(true);
    }

    private GivenClassesConjunction outside(String... rooms) {
        GivenClassesConjunction rest = noClasses().that().resideInAPackage(root + "..");
        for (String room : rooms) {
            rest = rest.and().resideOutsideOfPackage(in(room));
        }
        return rest;
    }

    private String in(String room) {
        return root + "." + room + "..";
    }

    /** Class names stand in class files with slashes, so "ai.djl." can only be a string. */
    private static ArchCondition<JavaClass> nameAPropertyOfDjl() {
        return new ArchCondition<>("name a property of DJL") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                URI file = item.getSource().orElseThrow().getUri();
                try (InputStream in = file.toURL().openStream()) {
                    String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                    events.add(
                            new SimpleConditionEvent(
                                    item,
                                    text.contains("ai.djl."),
                                    item.getFullName() + " holds a string with ai.djl."));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /**
     * One package.
     *
     * @param floor the floor it lies on, counted from 1
     * @param name its name below the root
     * @param seesFloor the highest floor of which it may use everything, and all floors below
     * @param neighbours further packages it may use
     * @param libraries patterns of foreign packages it may use
     */
    private record Room(
            int floor,
            String name,
            int seesFloor,
            List<String> neighbours,
            List<String> libraries) {

        Room(int floor, String name, int seesFloor) {
            this(floor, name, seesFloor, List.of(), List.of());
        }

        Room beside(String... names) {
            return new Room(floor, name, seesFloor, List.of(names), libraries);
        }

        Room uses(String... packages) {
            return new Room(floor, name, seesFloor, neighbours, List.of(packages));
        }
    }
}
