package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ij.IJ;
import ij.ImagePlus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.image.ExampleImage;

class LikelyPairTest {

    private final ImagePlus photograph = image(ExampleImage.NUCLEI, false);
    private final ImagePlus drawn = image(ExampleImage.NUCLEI, true);
    private final ImagePlus result = drawn.duplicate();

    LikelyPairTest() {
        result.setProperty("Info", "{\n  \"software\": \"diffusion-segmentation\"\n}");
    }

    private static ImagePlus image(ExampleImage example, boolean truth) {
        try {
            return truth ? example.openTruth() : example.open();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatWasSegmentedHereIsComparedWithWhatWasDrawn() {
        for (List<ImagePlus> open :
                List.of(
                        List.of(photograph, drawn, result),
                        List.of(result, drawn, photograph),
                        List.of(drawn, result, photograph))) {
            assertPair(result, drawn, open);
        }
    }

    @Test
    void ofTwoMasksTheOneInFrontIsThePrediction() {
        ImagePlus other = drawn.duplicate();
        assertPair(other, drawn, List.of(photograph, other, drawn));
        assertPair(drawn, other, List.of(drawn, photograph, other));
    }

    @Test
    void imagesOfAnotherSizeAreNoPair() {
        ImagePlus small = IJ.createImage("small", "8-bit black", 9, 9, 1);
        assertPair(result, photograph, List.of(small, photograph, result));
        assertEquals(Optional.empty(), LikelyPair.among(List.of(small, result)));
        assertEquals(Optional.empty(), LikelyPair.among(List.of()));
    }

    private static void assertPair(ImagePlus prediction, ImagePlus truth, List<ImagePlus> open) {
        LikelyPair pair = LikelyPair.among(open).orElseThrow();
        assertSame(prediction, pair.prediction());
        assertSame(truth, pair.truth());
    }
}
