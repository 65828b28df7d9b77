package sc.fiji.diffseg.command;

import java.util.Optional;
import org.scijava.plugin.Parameter;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.segment.FramingChoice;

/**
 * What the commands have in common that run a network, to segment or to learn: how planes are put
 * before it, and where it computes.
 */
abstract class NetworkCommand extends JobCommand {

    @Parameter(
            label = "Pixel scaling",
            description = Tips.SCALING,
            choices = {Choices.MODEL, "by-type", "percentile", "min-max"},
            persist = false)
    private String scaling = Choices.MODEL;

    @Parameter(
            label = "Framing",
            description = Tips.FRAMING,
            choices = {Choices.MODEL, "whole", "tiles"},
            persist = false)
    private String framing = Choices.MODEL;

    @Parameter(
            label = "Precision",
            description = Tips.PRECISION,
            choices = {"auto", "float32", "bfloat16"},
            persist = false)
    private String precision = "auto";

    @Parameter(
            label = "Device",
            description = Tips.DEVICE,
            choices = {"auto", "cpu", "gpu", "mps"})
    private String device = "auto";

    /** How pixel values become 0 to 1, or none for the model's way. */
    final Optional<Scaling> scaling() {
        return Choices.scaling(scaling);
    }

    /** How a plane is put before the network. */
    final FramingChoice framing() {
        return Choices.parse(FramingChoice.class, "framing", framing);
    }

    /** Arithmetic of the network. */
    final Precision precision() {
        return Choices.parse(Precision.class, "precision", precision);
    }

    /** Where to compute. */
    final String device() {
        return device;
    }

    /** Takes over the settings of another, but for the device. */
    final void takeNetwork(NetworkCommand other) {
        scaling = other.scaling;
        framing = other.framing;
        precision = other.precision;
    }
}
