package sc.fiji.diffseg.segment;

import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.ScalingUsed;

/**
 * How a segmentation was carried out: what the settings left open.
 *
 * @param modelName what users call the model
 * @param modelHash its short identity, 12 hexadecimal digits
 * @param device name of the device, such as {@code cpu} or {@code gpu0}
 * @param precision arithmetic of the networks, never {@link Precision#AUTO}
 * @param threads threads on the CPU; 0 for PyTorch's choice
 * @param batchSize most tiles predicted at once
 * @param fusion how several samples became one; {@link Fusion#MEAN} for a single one
 * @param framing how the planes were framed, in words
 * @param scaling what was done to the values of each plane
 * @param pytorch version of PyTorch
 * @param note one sentence for the user, if something was done otherwise than asked
 */
public record Execution(
        String modelName,
        String modelHash,
        String device,
        Precision precision,
        int threads,
        int batchSize,
        Fusion fusion,
        String framing,
        List<ScalingUsed> scaling,
        String pytorch,
        Optional<String> note) {}
