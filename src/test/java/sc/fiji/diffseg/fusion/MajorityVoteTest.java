package sc.fiji.diffseg.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MajorityVoteTest {

    private static final boolean[] A = {true, true, true, false};
    private static final boolean[] B = {true, true, false, false};
    private static final boolean[] C = {true, false, true, true};

    @Test
    void moreThanHalfIsForegroundAndHalfIsNot() {
        assertArrayEquals(
                new boolean[] {true, true, true, false},
                MajorityVote.of(Votes.of(List.of(A, B, C))).mask());
        assertArrayEquals(
                new boolean[] {true, false, false, false},
                MajorityVote.of(Votes.of(List.of(B, C))).mask());
    }

    @Test
    void performancesCompareEachMaskWithTheConsensus() {
        List<Performance> performances = MajorityVote.of(Votes.of(List.of(A, B, C))).performances();
        assertEquals(new Performance(1, 1), performances.get(0));
        assertEquals(new Performance(2 / 3.0, 1), performances.get(1));
        assertEquals(new Performance(2 / 3.0, 0), performances.get(2));
    }

    @Test
    void whatEmptyAndFullMasksDoNotTellIsUnknown() {
        boolean[] full = new boolean[9];
        Arrays.fill(full, true);
        Consensus ofFull = MajorityVote.of(Votes.of(Collections.nCopies(5, full)));
        assertArrayEquals(full, ofFull.mask());
        assertEquals(new Performance(1, Double.NaN), ofFull.performances().get(4));
        Consensus ofEmpty = MajorityVote.of(Votes.of(Collections.nCopies(5, new boolean[9])));
        assertArrayEquals(new boolean[9], ofEmpty.mask());
        assertEquals(new Performance(Double.NaN, 1), ofEmpty.performances().get(4));
    }

    @Test
    void usersWriteFusionsInLowerCase() {
        assertEquals("staple", Fusion.STAPLE.word());
        assertEquals(Fusion.MAJORITY, Fusion.of(" Majority"));
        String message =
                assertThrows(IllegalArgumentException.class, () -> Fusion.of("average"))
                        .getMessage();
        assertTrue(message.endsWith("choose one of mean, staple, majority."), message);
    }

    @Test
    void aMeanOfMasksIsRefused() {
        Votes votes = Votes.of(List.of(A, B, C));
        assertThrows(IllegalArgumentException.class, () -> Fusion.MEAN.fuse(votes));
        assertArrayEquals(MajorityVote.of(votes).mask(), Fusion.MAJORITY.fuse(votes).mask());
    }
}
