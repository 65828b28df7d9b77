package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.network.Prediction;

/** A device whose memory ends says so by a failure, which is what a GPU does. */
class ShortOfDeviceMemoryTest extends WithTinyModel {

    private static final class Cramped extends WrappedModel {

        private final int room;
        private final String failure;

        Cramped(int room, String failure) {
            super(model.model());
            this.room = room;
            this.failure = failure;
        }

        @Override
        public Prediction predict(
                NDArray images, List<NoiseKey> keys, SamplingSettings settings, Progress progress) {
            if (keys.size() > room) {
                throw new EngineException(failure);
            }
            return super.predict(images, keys, settings, progress);
        }
    }

    private static SegmentationResult segment(int room, String failure) {
        LoadedModel cramped = new LoadedModel(model.folder(), new Cramped(room, failure));
        return new Segmenter(cramped, SETTINGS.withBatchSize(4))
                .segment(new ImagePlusPlanes(Pictures.plane(80, 80), 0), Progress.NONE);
    }

    @Test
    void fewerTilesAtOnceGiveTheSame() {
        SegmentationResult roomy = segment(4, "");
        SegmentationResult tight = segment(1, "CUDA out of memory. Tried to allocate 2.00 GiB");
        assertEquals(roomy.objects(), tight.objects());
        float[] expected = roomy.probability().get(0);
        float[] found = tight.probability().get(0);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], 1e-5);
        }
    }

    @Test
    void aTileThatDoesNotFitIsToldInASentence() {
        NotEnoughMemoryException e =
                assertThrows(
                        NotEnoughMemoryException.class,
                        () -> segment(0, "CUDA out of memory. Tried to allocate 2.00 GiB"));
        assertEquals(
                "The memory of the device 'cpu' does not suffice for one tile of 32 x 32 pixels:"
                        + " close other programs, or choose a smaller model or another device.",
                e.getMessage());
    }

    @Test
    void otherFailuresAreNotTakenForIt() {
        EngineException e =
                assertThrows(EngineException.class, () -> segment(0, "mat1 and mat2 differ"));
        assertFalse(e.getMessage().contains("memory"));
    }
}
