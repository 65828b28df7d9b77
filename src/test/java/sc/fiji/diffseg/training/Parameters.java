package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.StateDict;

/** The numbers of a network, by name, as they are at some time. */
final class Parameters {

    private Parameters() {}

    static Map<String, float[]> of(StateDict state) {
        Map<String, float[]> values = new LinkedHashMap<>();
        state.byName().forEach((name, array) -> values.put(name, Tensors.toFloats(array)));
        return values;
    }

    /** Whether any of the chosen ones that both have is another one later. */
    static boolean differ(
            Map<String, float[]> before, Map<String, float[]> later, Predicate<String> chosen) {
        return before.keySet().stream()
                .filter(chosen)
                .filter(later::containsKey)
                .anyMatch(name -> !Arrays.equals(before.get(name), later.get(name)));
    }

    /** Checks that all are the same, bit for bit. */
    static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }
}
