package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AxesTest {

    @Test
    void theLabelsOfImageJ2MeanTheSameAsLetters() {
        assertEquals(Axes.of("XYCZT"), Axes.labelled("X", "Y", "Channel", "Z", "Time"));
        assertEquals(Axes.of("TYX"), Axes.labelled("t", "y", "x"));
    }

    @Test
    void otherLabelsMeanNothing() {
        assertEquals(Axes.XY, Axes.labelled("X", "Y", "Lifetime", "Lifetime"));
    }

    @Test
    void aLabelThatOccursTwiceIsRefused() {
        String sentence =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Axes.labelled("X", "Y", "Channel", "C"))
                        .getMessage();
        assertTrue(sentence.contains("[X, Y, Channel, C]"), sentence);
    }
}
