package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The project keeps the rules of {@link House}, and the rules catch a house that does not. */
class HouseTest {

    private static final String ROOT = "sc.fiji.diffseg";

    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(ROOT);

    private static final String BROKEN_ROOT = ROOT + ".brokenhouse";

    private static final JavaClasses BROKEN_CLASSES =
            new ClassFileImporter().importPackages(BROKEN_ROOT);

    private final House broken = new House(BROKEN_ROOT);

    static Collection<ArchRule> rules() {
        return new House(ROOT).rules();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theProjectKeepsTheRule(ArchRule rule) {
        rule.check(OURS);
    }

    @Test
    void theRulesLookAtTheProject() {
        assertTrue(OURS.contain(SamplingSettings.class), "no classes were read");
    }

    @Test
    void aPackageUsesOnlyWhatItsPlaceAllows() {
        assertEquals(
                Set.of(
                        "leaf.KnowsImages",
                        "leaf.KnowsUniSegDiff",
                        "model.KnowsTensors",
                        "network.LooksUp",
                        "report.KnowsLeaf",
                        "weights.LoopsBack"),
                offenders(broken.floors()));
    }

    @Test
    void packagesMustNotNeedEachOther() {
        assertEquals(Set.of("model.LoopsOut"), offenders(List.of(broken.noCircles())));
    }

    @Test
    void aClassMustLieInAKnownPackage() {
        assertEquals(Set.of("attic.Misplaced"), offenders(List.of(broken.everyClassHasARoom())));
    }

    @Test
    void onlyTheEngineNamesDataTypes() {
        assertEquals(
                Set.of("network.ConvertsType", "network.NamesDataType"),
                offenders(List.of(broken.onlyEngineNamesDataTypes())));
    }

    @Test
    void onlyTheEngineMakesTensorsOfJavasNumbers() {
        assertEquals(
                Set.of("leaf.LimitsByNumbers", "leaf.MakesATensor", "leaf.MultipliesByANumber"),
                offenders(List.of(broken.onlyEngineLendsMemory())));
    }

    @Test
    void onlyTheEngineStartsPyTorch() {
        assertEquals(
                Set.of("segment.StartsPyTorch"),
                offenders(List.of(broken.onlyEngineStartsPyTorch())));
    }

    @Test
    void onlyTheEngineHandlesProperties() {
        assertEquals(
                Set.of("segment.ReadsPropertyOfDjl", "segment.WritesProperty"),
                offenders(List.of(broken.onlyEngineHandlesProperties())));
    }

    @Test
    void onlyCommandsAndDialogsOpenWindows() {
        assertEquals(
                Set.of("segment.AsksInADialog", "segment.AsksWithSwing", "segment.ShowsAnImage"),
                offenders(List.of(broken.onlyDoorsOpenWindows())));
    }

    /** The first class that each complaint names, which is the one that breaks the rule. */
    private static Set<String> offenders(List<ArchRule> rules) {
        Pattern name = Pattern.compile(Pattern.quote(BROKEN_ROOT) + "\\.(\\w+\\.\\w+)");
        Set<String> found = new TreeSet<>();
        for (ArchRule rule : rules) {
            for (String complaint : rule.evaluate(BROKEN_CLASSES).getFailureReport().getDetails()) {
                Matcher matcher = name.matcher(complaint);
                assertTrue(matcher.find(), complaint);
                found.add(matcher.group(1));
            }
        }
        return found;
    }
}
