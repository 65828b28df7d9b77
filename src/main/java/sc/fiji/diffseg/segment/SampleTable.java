package sc.fiji.diffseg.segment;

import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
