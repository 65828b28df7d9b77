package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.segment.NotEnoughMemoryException;

/** Where memory does not suffice for a whole batch. */
class TrainerMemoryTest extends WithTrainer {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereMemoryIsShortHalfBatchesLearnTheSame(boolean leaf) throws IOException {
        aligned = leaf;
        Map<String, float[]> whole =
                train(leaf, "whole", 3, ChangedPlan.Change.NONE, Progress.NONE);
        List<Double> norms = List.copyOf(witness.norms);
        List<Double> losses = List.copyOf(witness.losses);
        assertEquals(List.of(), witness.notices);
        witness.clear();
        Map<String, float[]> halves =
                train(leaf, "halves", 3, ChangedPlan.Change.ONE_FITS, Progress.NONE);

        assertFalse(norms.isEmpty());
        for (int i = 0; i < norms.size(); i++) {
            assertEquals(losses.get(i), witness.losses.get(i), 1e-5 * Math.abs(losses.get(i)));
            assertEquals(norms.get(i), witness.norms.get(i), 1e-3 * norms.get(i), "step " + i);
        }
        whole.forEach((name, values) -> assertArrayEquals(values, halves.get(name), 2e-3f, name));
        assertEquals(
                leaf
                        ? List.of(notice("autoencoder"), notice("denoiser"))
                        : List.of(notice("feature network"), notice("denoiser")),
                witness.notices);
    }

    private static String notice(String stage) {
        return "Memory does not suffice for 2 images at once: from step 1 of the stage '"
                + stage
                + "' on, their gradients are added up from 1 at a time; the batch size remains 2.";
    }

    @Test
    void halfBatchesGoOnAfterAnInterruptionBitForBit() throws IOException {
        Map<String, float[]> whole = train("whole", 4, ChangedPlan.Change.ONE_FITS, Progress.NONE);
        int told = witness.notices.size();
        witness.clear();
        Stop cancelled = new Stop();
        witness.duringValidation = () -> cancelled.asked = true;
        assertThrows(
                CancellationException.class,
                () -> train("parts", 4, ChangedPlan.Change.ONE_FITS, cancelled));
        witness.duringValidation = () -> {};
        Map<String, float[]> parts = train("parts", 4, ChangedPlan.Change.ONE_FITS, Progress.NONE);

        assertEquals(told, witness.notices.size(), "what fits is remembered");
        whole.forEach((name, values) -> assertArrayEquals(values, parts.get(name), name));
    }

    @Test
    void whereNotOneImageFitsTheUserIsToldWhatToDo() {
        String message =
                assertThrows(
                                NotEnoughMemoryException.class,
                                () -> train("none", 4, ChangedPlan.Change.NONE_FITS, Progress.NONE))
                        .getMessage();
        assertEquals(
                "Memory does not suffice for the gradients of a single image of 16 x 16 pixels:"
                        + " choose a smaller input size or model, or another device.",
                message);
    }
}
