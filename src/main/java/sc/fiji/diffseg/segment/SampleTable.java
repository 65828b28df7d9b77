package sc.fiji.diffseg.segment;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import sc.fiji.diffseg.fusion.Performance;
import sc.fiji.diffseg.image.PlaneSource;

/**
 * How well every sample agrees with the consensus of all: one line per fused plane and sample, with
 * the sample's sensitivity and specificity, NaN where the masks do not tell.
 */
public final class SampleTable {

    private final List<Row> rows = new ArrayList<>();

    /**
     * One line.
     *
     * @param image name of the image or file that the sample is of
     * @param channel of the fused plane, from 1
     * @param slice of the fused plane, from 1
     * @param frame of the fused plane, from 1
     * @param sample its number, from 1
     * @param performance how well it agrees
     */
    record Row(
            String image, int channel, int slice, int frame, int sample, Performance performance) {}

    /** The table of a segmentation; empty unless masks were fused. */
    public static Optional<SampleTable> of(PlaneSource source, SegmentationResult result) {
        if (result.performances().isEmpty()) {
            return Optional.empty();
        }
        SampleTable table = new SampleTable();
        for (int plane = 0; plane < result.performances().size(); plane++) {
            int slice = plane % source.slices() + 1;
            int frame = plane / source.slices() + 1;
            List<Performance> samples = result.performances().get(plane);
            for (int i = 0; i < samples.size(); i++) {
                table.add(new Row(source.name(), 1, slice, frame, i + 1, samples.get(i)));
            }
        }
        return Optional.of(table);
    }

    /** A table without lines. */
    SampleTable() {}

    void add(Row row) {
        rows.add(row);
    }

    /** The table for other programs. */
    public String csv() {
        StringBuilder text =
                new StringBuilder("image,channel,slice,frame,sample,sensitivity,specificity\n");
        for (Row row : rows) {
            text.append(Csv.quoted(row.image)).append(',').append(row.channel);
            text.append(',').append(row.slice).append(',').append(row.frame);
            text.append(',').append(row.sample);
            text.append(',').append(row.performance.sensitivity());
            text.append(',').append(row.performance.specificity()).append('\n');
        }
        return text.toString();
    }

    /**
     * The table for people, ending in a line break: for every sample the means over all planes of
     * which the masks tell something.
     */
    public String text() {
        StringBuilder text = new StringBuilder("sample  sensitivity  specificity  image\n");
        Map<Integer, List<Row>> samples =
                rows.stream().collect(groupingBy(Row::sample, TreeMap::new, toList()));
        samples.forEach(
                (sample, of) ->
                        text.append(
                                "%6d  %s  %s  %s\n"
                                        .formatted(
                                                sample,
                                                mean(of, Performance::sensitivity),
                                                mean(of, Performance::specificity),
                                                of.get(0).image)));
        return text.toString();
    }

    private static String mean(List<Row> rows, ToDoubleFunction<Performance> rate) {
        OptionalDouble mean =
                rows.stream()
                        .mapToDouble(row -> rate.applyAsDouble(row.performance))
                        .filter(Double::isFinite)
                        .average();
        return mean.isPresent()
                ? String.format(Locale.ROOT, "%11.4f", mean.getAsDouble())
                : "    unknown";
    }

    /**
     * Adds the lines to a table of ImageJ, in columns called {@code Label}, {@code Channel}, {@code
     * Slice}, {@code Frame}, {@code Sample}, {@code Sensitivity} and {@code Specificity}.
     */
    public void addTo(ResultsTable table) {
        for (Row row : rows) {
            table.incrementCounter();
            table.addLabel(row.image);
            table.addValue("Channel", row.channel);
            table.addValue("Slice", row.slice);
            table.addValue("Frame", row.frame);
            table.addValue("Sample", row.sample);
            table.addValue("Sensitivity", row.performance.sensitivity());
            table.addValue("Specificity", row.performance.specificity());
        }
    }
}
