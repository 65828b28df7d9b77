package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood.EIGHT;
import static sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood.FOUR;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;

class ConnectedComponentsTest {

    private static final boolean[] MASK =
            mask(
                    "##..#", //
                    "..#.#", "..#..", "#...#");

    @Test
    void cornersSeparateUnderFourNeighbours() {
        ConnectedComponents parts = ConnectedComponents.of(MASK, 5, 4, FOUR, 0, 0);
        assertEquals(5, parts.count());
        assertArrayEquals(
                new int[] {1, 1, 0, 0, 2, 0, 0, 3, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 0, 5},
                parts.labels());
    }

    @Test
    void cornersJoinUnderEightNeighbours() {
        ConnectedComponents parts = ConnectedComponents.of(MASK, 5, 4, EIGHT, 0, 0);
        assertEquals(4, parts.count());
        assertArrayEquals(
                new int[] {1, 1, 0, 0, 2, 0, 0, 1, 0, 2, 0, 0, 1, 0, 0, 3, 0, 0, 0, 4},
                parts.labels());
    }

    @Test
    void smallPartsVanishWithoutLeavingGapsInTheNumbers() {
        ConnectedComponents parts = ConnectedComponents.of(MASK, 5, 4, EIGHT, 2, 0);
        assertEquals(2, parts.count());
        assertArrayEquals(
                new int[] {1, 1, 0, 0, 2, 0, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
                parts.labels());
    }

    @Test
    void numbersContinueThroughAStack() {
        ConnectedComponents first = ConnectedComponents.of(MASK, 5, 4, FOUR, 0, 0);
        ConnectedComponents second = ConnectedComponents.of(MASK, 5, 4, FOUR, 0, first.count());
        assertEquals(5, second.count());
        assertEquals(6, second.labels()[0]);
        assertEquals(10, second.labels()[19]);
    }

    @Test
    void partsThatMeetLateAreOne() {
        boolean[] comb =
                mask(
                        "#.#.#.#", //
                        "#.#.#.#", "#######");
        assertEquals(1, ConnectedComponents.of(comb, 7, 3, FOUR, 0, 0).count());
    }

    @ParameterizedTest
    @EnumSource(Neighbourhood.class)
    void agreesWithFloodFillOnRandomMasks(Neighbourhood neighbourhood) {
        Random random = new Random(11);
        for (int run = 0; run < 200; run++) {
            int width = 1 + random.nextInt(30);
            int height = 1 + random.nextInt(30);
            double density = random.nextDouble();
            boolean[] mask = new boolean[width * height];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = random.nextDouble() < density;
            }
            assertArrayEquals(
                    flood(mask, width, height, neighbourhood == EIGHT),
                    ConnectedComponents.of(mask, width, height, neighbourhood, 0, 0).labels());
        }
    }

    private static int[] flood(boolean[] mask, int width, int height, boolean corners) {
        int[] labels = new int[mask.length];
        int count = 0;
        for (int seed = 0; seed < mask.length; seed++) {
            if (!mask[seed] || labels[seed] != 0) {
                continue;
            }
            labels[seed] = ++count;
            ArrayDeque<Integer> open = new ArrayDeque<>();
            open.add(seed);
            while (!open.isEmpty()) {
                int at = open.remove();
                for (int dy = -1; dy <= 1; dy++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        int x = at % width + dx;
                        int y = at / width + dy;
                        boolean neighbour = corners || dx == 0 || dy == 0;
                        if (!neighbour || x < 0 || y < 0 || x >= width || y >= height) {
                            continue;
                        }
                        int i = y * width + x;
                        if (mask[i] && labels[i] == 0) {
                            labels[i] = count;
                            open.add(i);
                        }
                    }
                }
            }
        }
        return labels;
    }

    @Test
    void emptyAndFullMasks() {
        assertEquals(0, ConnectedComponents.of(new boolean[6], 3, 2, FOUR, 0, 0).count());
        assertArrayEquals(
                new int[] {1},
                ConnectedComponents.of(new boolean[] {true}, 1, 1, EIGHT, 0, 0).labels());
    }

    @Test
    void masksOfAnotherSizeAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ConnectedComponents.of(new boolean[5], 3, 2, FOUR, 0, 0));
        assertThrows(
                ArithmeticException.class,
                () ->
                        ConnectedComponents.of(
                                new boolean[] {true}, 1, 1, FOUR, 0, Integer.MAX_VALUE));
    }

    private static boolean[] mask(String... rows) {
        String all = String.join("", rows);
        boolean[] out = new boolean[all.length()];
        for (int i = 0; i < out.length; i++) {
            out[i] = all.charAt(i) == '#';
        }
        return out;
    }
}
