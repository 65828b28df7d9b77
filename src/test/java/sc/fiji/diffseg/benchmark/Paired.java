package sc.fiji.diffseg.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Our runs in turn with another program's, so that all meet the same machine, and each turn's share
 * of the other's time. Without another program, only ours.
 */
final class Paired {

    private static final Time UNKNOWN = new Time(Double.NaN, Double.NaN);

    private final OtherProgram other;
    private final int turns;
    private boolean warm;

    /**
     * Prepares.
     *
     * @param command of the other program; may be empty
     */
    Paired(int turns, List<String> command) throws IOException {
        this.turns = turns;
        other = command.isEmpty() ? null : new OtherProgram(command);
    }

    /**
     * Lets every program warm up once, then all take turns; prints each turn, and at the end
     * medians and ranges.
     *
     * @param ours what each of our runs took, by the run's name
     */
    void compare(Map<String, Supplier<Time>> ours) throws IOException {
        if (other != null && !warm) {
            other.run();
            warm = true;
        }
        ours.values().forEach(Supplier::get);
        Map<String, List<Turn>> all = new LinkedHashMap<>();
        for (int i = 0; i < turns; i++) {
            Time theirs = other == null ? UNKNOWN : other.run();
            List<String> line = new ArrayList<>();
            if (other != null) {
                line.add(text("other program %.2f s (%.2f s)", theirs.wall(), theirs.processor()));
            }
            ours.forEach(
                    (name, run) -> {
                        Turn turn = new Turn(run.get(), theirs);
                        all.computeIfAbsent(name, n -> new ArrayList<>()).add(turn);
                        line.add(name + " " + turn);
                    });
            System.out.println(String.join("; ", line));
        }
        all.forEach(
                (name, found) -> {
                    System.out.printf(
                            "median: %s %s s, on the processor %s s%n",
                            name,
                            spread(found, turn -> turn.ours.wall()),
                            spread(found, turn -> turn.ours.processor()));
                    if (other != null) {
                        System.out.printf(
                                "median: %s %s of the other program's time, %s on the processor%n",
                                name,
                                spread(found, turn -> turn.share(Time::wall)),
                                spread(found, turn -> turn.share(Time::processor)));
                    }
                });
    }

    /** One of our runs and the other program's before it. */
    private record Turn(Time ours, Time theirs) {
        double share(ToDoubleFunction<Time> clock) {
            return clock.applyAsDouble(ours) / clock.applyAsDouble(theirs);
        }

        @Override
        public String toString() {
            String times = text("%.2f s (%.2f s)", ours.wall(), ours.processor());
            if (theirs == UNKNOWN) {
                return times;
            }
            return times + text(", %.2f of it (%.2f)", share(Time::wall), share(Time::processor));
        }
    }

    /** Median and range. */
    private static String spread(List<Turn> turns, ToDoubleFunction<Turn> value) {
        double[] sorted = turns.stream().mapToDouble(value).sorted().toArray();
        int half = sorted.length / 2;
        double median = (sorted[(sorted.length - 1) / 2] + sorted[half]) / 2;
        return text("%.2f (%.2f to %.2f)", median, sorted[0], sorted[sorted.length - 1]);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
