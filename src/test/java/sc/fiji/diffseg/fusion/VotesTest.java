package sc.fiji.diffseg.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VotesTest {

    private static final boolean[] A = {true, true, false, true, false, true};
    private static final boolean[] B = {true, false, false, true, false, false};
    private static final boolean[] C = {true, true, false, false, false, true};
    private static final boolean[] D = {true, false, false, false, false, false};

    private static final List<boolean[]> FOUR = List.of(A, B, C, D);

    @ParameterizedTest
    @ValueSource(strings = {"jittered_blobs", "healthy", "one_of_twenty_votes", "three_raters"})
    void theFractionIsTheCountOfTheReference(String name) throws IOException {
        try (GoldenVotes golden = GoldenVotes.open(name)) {
            Votes votes = golden.votes();
            byte[] counts = golden.expectedVoteCount();
            float[] fraction = votes.fraction();
            for (int i = 0; i < counts.length; i++) {
                assertEquals(counts[i] / (float) votes.samples(), fraction[i], 1e-7f);
            }
        }
    }

    @Test
    void disagreementIsTheStandardDeviationOfTheVotes() {
        Votes votes = Votes.of(FOUR);
        assertArrayEquals(new float[] {1, 0.5f, 0, 0.5f, 0, 0.5f}, votes.fraction());
        assertArrayEquals(new float[] {0, 0.5f, 0, 0.5f, 0, 0.5f}, votes.disagreement());
        float threeToOne = Votes.of(List.of(A, A, A, D)).disagreement()[1];
        assertEquals(Math.sqrt(3) / 4, threeToOne, 1e-7);
    }

    @Test
    void pixelsWithTheSameVotesAreOne() {
        Votes votes = Votes.of(FOUR);
        assertEquals(4, votes.patterns());
        int counted = 0;
        for (int pattern = 0; pattern < 4; pattern++) {
            counted += votes.count(pattern);
        }
        assertEquals(6, counted);
    }

    @Test
    void unanimityIsAboutAllPixels() {
        assertTrue(Votes.of(List.of(A, A, A)).areUnanimous());
        assertTrue(Votes.of(List.of(B)).areUnanimous());
        assertFalse(Votes.of(FOUR).areUnanimous());
        boolean[] whereFourAgree = {true, false, true, false, true, false};
        assertTrue(Votes.of(FOUR, whereFourAgree).areUnanimous());
    }

    @Test
    void mapsAreZeroWherePixelsDoNotCount() {
        boolean[] selection = {false, true, true, true, true, false};
        Votes votes = Votes.of(FOUR, selection);
        assertArrayEquals(new float[] {0, 0.5f, 0, 0.5f, 0, 0}, votes.fraction());
        assertArrayEquals(new float[] {0, 0.5f, 0, 0.5f, 0, 0}, votes.disagreement());
    }

    @Test
    void noMaskAndMasksOfDifferentLengthsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Votes.of(List.of()));
        List<boolean[]> different = List.of(new boolean[4], new boolean[5]);
        String message =
                assertThrows(IllegalArgumentException.class, () -> Votes.of(different))
                        .getMessage();
        assertTrue(message.contains("one has 4 and one 5"), message);
        List<boolean[]> one = List.of(new boolean[4]);
        assertThrows(IllegalArgumentException.class, () -> Votes.of(one, new boolean[3]));
    }
}
