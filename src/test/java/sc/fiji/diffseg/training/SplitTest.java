package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {

    private static final Function<ImagePair, String> TENS =
            pair -> "patient " + Integer.parseInt(pair.name()) / 10;

    private static Set<Integer> numbers(List<ImagePair> pairs) {
        return pairs.stream().map(p -> Integer.parseInt(p.name())).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({"2464, 0.15, 8", "100, 0.2, 5", "40, 0.1, 1", "12, 0.5, 1", "500, 0.4, 8"})
    void blocksNeverPutNeighboursOnBothSides(int count, double fraction, int blocks) {
        for (long seed = 0; seed < 20; seed++) {
            Split split =
                    Split.of(Pictures.numbered("mr", count), fraction, Split.Mode.BLOCKS, seed);
            Set<Integer> training = numbers(split.training());
            Set<Integer> validation = numbers(split.validation());

            assertEquals(Math.round(count * fraction), validation.size());
            int starts = 0;
            for (int i : validation) {
                assertFalse(training.contains(i - 1) || training.contains(i + 1), "pair " + i);
                starts += validation.contains(i - 1) ? 0 : 1;
            }
            assertEquals(blocks, starts);
            assertEquals(count, training.size() + validation.size() + split.skipped().size());
        }
    }

    @Test
    void blocksSpreadOverTheWholeOrder() {
        Split split = Split.of(Pictures.numbered("mr", 800), 0.2, Split.Mode.BLOCKS, 5);

        Set<Integer> validation = numbers(split.validation());

        for (int eighth = 0; eighth < 8; eighth++) {
            int from = 100 * eighth;
            assertEquals(20, validation.stream().filter(i -> i > from && i <= from + 100).count());
        }
    }

    @Test
    void theOrderOfThePairsDoesNotMatter() {
        List<ImagePair> pairs =
                Stream.concat(
                                Pictures.numbered("mr", 300).stream(),
                                Pictures.numbered("cells", 50).stream())
                        .toList();
        List<ImagePair> shuffled = new ArrayList<>(pairs);
        Collections.shuffle(shuffled, new Random(1));

        for (Split.Mode mode : List.of(Split.Mode.BLOCKS, Split.Mode.RANDOM)) {
            assertEquals(Split.of(pairs, 0.2, mode, 3), Split.of(shuffled, 0.2, mode, 3));
            assertNotEquals(
                    Split.of(pairs, 0.2, mode, 3).validation(),
                    Split.of(pairs, 0.2, mode, 4).validation());
        }
        assertEquals(Split.byGroup(pairs, 0.2, TENS, 3), Split.byGroup(shuffled, 0.2, TENS, 3));
    }

    @Test
    void everyDataSetGivesItsShare() {
        List<ImagePair> pairs = new ArrayList<>(Pictures.numbered("mr", 300));
        pairs.addAll(Pictures.numbered("cells", 50));

        Split split = Split.of(pairs, 0.1, Split.Mode.RANDOM, 0);

        assertEquals(35, split.validation().size());
        assertEquals(5, split.validation().stream().filter(p -> p.dataSet() == "cells").count());
        assertTrue(split.skipped().isEmpty());
        Set<ImagePair> all = new HashSet<>(split.training());
        all.addAll(split.validation());
        assertEquals(350, all.size());
    }

    @Test
    void aNewImageHardlyChangesARandomSplit() {
        Set<Integer> before =
                numbers(
                        Split.of(Pictures.numbered("a", 200), 0.2, Split.Mode.RANDOM, 9)
                                .validation());

        Set<Integer> after =
                numbers(
                        Split.of(Pictures.numbered("a", 201), 0.2, Split.Mode.RANDOM, 9)
                                .validation());

        after.removeAll(before);
        assertTrue(after.size() <= 1, after.toString());
    }

    @Test
    void groupsStayTogether() {
        Split split = Split.byGroup(Pictures.numbered("video", 119), 0.25, TENS, 2);

        Set<String> training = split.training().stream().map(TENS).collect(Collectors.toSet());
        Set<String> validation = split.validation().stream().map(TENS).collect(Collectors.toSet());

        assertTrue(Collections.disjoint(training, validation));
        assertEquals(12, training.size() + validation.size());
        assertEquals(30, split.validation().size(), 5);
    }

    @Test
    void aStoredSplitIsFoundAgain(@TempDir Path folder) throws IOException {
        List<ImagePair> pairs = Pictures.numbered("mr", 100);
        Split split = Split.of(pairs, 0.2, Split.Mode.BLOCKS, 7);
        Path file = folder.resolve("split.json");

        split.write(file);

        assertEquals(split, Split.read(file, Pictures.numbered("mr", 120)));
        IOException e =
                assertThrows(IOException.class, () -> Split.read(file, pairs.subList(0, 98)));
        assertTrue(e.getMessage().startsWith("2 pairs that the split in " + file), e.getMessage());
    }

    @Test
    void aFileThatIsNoSplitIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("split.json");
        for (String content : List.of("", "{", "[]", "{}", "{\"mode\":\"BLOCKS\"}")) {
            Files.writeString(file, content);
            IOException e = assertThrows(IOException.class, () -> Split.read(file, List.of()));
            assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        }
    }

    @Test
    void impossibleSplitsAreRefused() {
        List<ImagePair> few = Pictures.numbered("few", 2);
        assertThrows(
                IllegalArgumentException.class, () -> Split.of(few, 0.5, Split.Mode.BLOCKS, 0));
        assertThrows(
                IllegalArgumentException.class, () -> Split.of(few, 1.0, Split.Mode.RANDOM, 0));
        List<ImagePair> twice = List.of(few.get(0), few.get(0));
        assertThrows(
                IllegalArgumentException.class, () -> Split.of(twice, 0.1, Split.Mode.RANDOM, 0));
        assertEquals(few, Split.of(few, 0, Split.Mode.BLOCKS, 0).training());
    }
}
