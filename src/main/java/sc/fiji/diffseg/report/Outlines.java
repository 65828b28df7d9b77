package sc.fiji.diffseg.report;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import sc.fiji.diffseg.image.PlaneSource;

/** The parts of a segmentation as selections of ImageJ, for its ROI Manager. */
public final class Outlines {

    /** The earliest that a ZIP file can hold: the same outlines are the same bytes on any day. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Outlines() {}

    /**
     * The selections of the parts of one plane, holes and all, in the order of their labels, which
     * are their names: {@code 0001} and so on. Those of a stack know their slice, frame and
     * channel.
     *
     * @param labels of the plane, row-major: 0 for background
     * @param source the image that the plane belongs to
     * @param plane which of its planes
     * @param channel channel that was segmented, counted from 1; 0 for all
     */
    public static List<Roi> of(int[] labels, PlaneSource source, int plane, int channel) {
        int width = source.width();
        List<Roi> outlines = new ArrayList<>();
        for (Map.Entry<Integer, Rectangle> part : boxes(labels, width).entrySet()) {
            Roi roi = outline(labels, width, part.getKey(), part.getValue());
            roi.setName("%04d".formatted(part.getKey()));
            setPosition(roi, source, plane, channel);
            outlines.add(roi);
        }
        return outlines;
    }

    private static void setPosition(Roi roi, PlaneSource source, int plane, int channel) {
        int slices = source.slices();
        if (source.planes() > 1 && source.channels() > 1) {
            roi.setPosition(channel, plane % slices + 1, plane / slices + 1);
        } else if (slices > 1 && source.frames() > 1) {
            roi.setPosition(1, plane % slices + 1, plane / slices + 1);
        } else if (source.planes() > 1) {
            roi.setPosition(plane + 1);
        }
    }

    private static Map<Integer, Rectangle> boxes(int[] labels, int width) {
        Map<Integer, Rectangle> boxes = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i];
            boolean isEnd = i % width == width - 1 || labels[i + 1] != label;
            boolean isBegin = i % width == 0 || labels[i - 1] != label;
            if (label != 0 && (isBegin || isEnd)) {
                Rectangle pixel = new Rectangle(i % width, i / width, 1, 1);
                boxes.merge(label, pixel, Rectangle::union);
            }
        }
        return boxes;
    }

    private static Roi outline(int[] labels, int width, int label, Rectangle box) {
        ByteProcessor mask = new ByteProcessor(box.width, box.height);
        for (int y = 0; y < box.height; y++) {
            for (int x = 0; x < box.width; x++) {
                mask.set(x, y, labels[(box.y + y) * width + box.x + x] == label ? 255 : 0);
            }
        }
        mask.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
        Roi roi = new ThresholdToSelection().convert(mask);
        roi.setLocation(box.x, box.y);
        return roi;
    }

    /** Writes selections as a ZIP file that the ROI Manager opens. */
    public static void write(List<Roi> outlines, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Roi roi : outlines) {
            ZipEntry entry = new ZipEntry(roi.getName() + ".roi");
            entry.setTimeLocal(NO_TIME);
            zip.putNextEntry(entry);
            zip.write(RoiEncoder.saveAsByteArray(roi));
            zip.closeEntry();
        }
        zip.finish();
    }
}
