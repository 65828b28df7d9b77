package sc.fiji.diffseg.training;

import java.util.List;
import java.util.Locale;
import sc.fiji.diffseg.TimeLeft;

/**
 * What a training will take, from a rehearsal of its first steps.
 *
 * @param secondsPerStep mean over all steps of the training
 * @param seconds for all steps, validations and the final scores
 * @param parameters number of the model's parameters
 * @param bytes of memory besides Java's own, at the most
 * @param measured whether the bytes were measured; otherwise they are an estimate
 * @param available bytes that can be had now; the largest long on a device with its own memory
 */
public record Forecast(
        double secondsPerStep,
        double seconds,
        long parameters,
        long bytes,
        boolean measured,
        long available) {

    private static final double GIB = 1 << 30;
    private static final double MIB = 1 << 20;
    private static final double USABLE = 0.9;

    /** What it will take, in lines for the user. */
    public List<String> lines() {
        String time = TimeLeft.format(seconds).replace(" left", "");
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Time: %s (%.2f s a step, validation included)",
                        time,
                        secondsPerStep),
                String.format(
                        Locale.ROOT,
                        "Memory: about %s (%s)%s; the model has %.1f million parameters",
                        text(bytes),
                        measured ? "measured" : "estimated",
                        isTight() ? ", and only %s can be had".formatted(text(available)) : "",
                        parameters / 1e6));
    }

    private static String text(long bytes) {
        return bytes < GIB
                ? (long) Math.ceil(bytes / MIB) + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / GIB);
    }

    /** Whether the memory may not suffice. */
    public boolean isTight() {
        return bytes > USABLE * available;
    }
}
