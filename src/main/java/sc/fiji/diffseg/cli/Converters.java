package sc.fiji.diffseg.cli;

import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;

/** What options mean whose values are no plain numbers or names. */
final class Converters {

    private Converters() {}

    /** 4 or 8. */
    static final class Connectivity implements ITypeConverter<Neighbourhood> {
        @Override
        public Neighbourhood convert(String value) {
            return switch (value) {
                case "4" -> Neighbourhood.FOUR;
                case "8" -> Neighbourhood.EIGHT;
                default ->
                        throw new TypeConversionException(
                                "pixels have 4 or 8 neighbours, not " + value + ".");
            };
        }
    }

    /** The model's scaling, or another by its name. */
    static final class ScalingChoice implements ITypeConverter<Choice> {
        @Override
        public Choice convert(String value) {
            if (value.equals(Choice.MODEL)) {
                return new Choice(Optional.empty());
            }
            try {
                return new Choice(Optional.of(Scaling.parse(value)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** The model's fusion, or another by its name. */
    static final class FusionChoice implements ITypeConverter<ChosenFusion> {
        @Override
        public ChosenFusion convert(String value) {
            if (value.equals(Choice.MODEL)) {
                return new ChosenFusion(Optional.empty());
            }
            try {
                return new ChosenFusion(Optional.of(Fusion.of(value)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** A fusion, or the model's. */
    record ChosenFusion(Optional<Fusion> fusion) {

        /** Whether masks are to be fused whatever the model prefers. */
        boolean isOfMasks() {
            return fusion.filter(chosen -> chosen != Fusion.MEAN).isPresent();
        }
    }

    /** A scaling, or the model's. */
    record Choice(Optional<Scaling> scaling) {
        static final String MODEL = "model";
    }
}
