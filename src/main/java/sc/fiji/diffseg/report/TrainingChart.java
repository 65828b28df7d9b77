package sc.fiji.diffseg.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import sc.fiji.diffseg.weights.AtomicFile;

/** The curves of a training as a chart: the loss above, Dice and IoU of the validation below. */
public final class TrainingChart {

    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Color INK = new Color(0x404040);
    private static final Color GRID = new Color(0xDDDDDD);
    private static final Color PALE = new Color(0xC3D4E6);
    private static final Color BLUE = new Color(0x1F5F9E);
    private static final Color GREEN = new Color(0x2B8A3E);
    private static final Color ORANGE = new Color(0xD9730D);
    private static final Stroke THIN = new BasicStroke(1);
    private static final Stroke THICK = new BasicStroke(2);
    private static final double DOT = 6;
    private static final double SCORE_TICK = 0.2;

    /** Room above the curves of the loss for the names of the stages. */
    private static final double NAMES = 0.15;

    private final XYSeries loss = new XYSeries("loss");
    private final XYSeries smoothed = new XYSeries("loss, smoothed");
    private final XYSeries dice = new XYSeries("Dice");
    private final XYSeries iou = new XYSeries("IoU");
    private final XYSeries best = new XYSeries("kept");
    private final XYPlot lossPlot = plot("loss", smoothed, loss);
    private final XYPlot scorePlot = plot("validation", best, dice, iou);
    private final JFreeChart chart;

    /** An empty chart. */
    public TrainingChart() {
        line(lossPlot, 0, BLUE, THICK, false);
        line(lossPlot, 1, PALE, THIN, false);
        line(scorePlot, 0, BLUE, THICK, true);
        line(scorePlot, 1, GREEN, THICK, true);
        line(scorePlot, 2, ORANGE, THICK, true);
        lossPlot.getRangeAxis().setUpperMargin(NAMES);
        XYLineAndShapeRenderer renderer = (XYLineAndShapeRenderer) scorePlot.getRenderer();
        renderer.setSeriesLinesVisible(0, false);
        double ring = 2 * DOT;
        renderer.setSeriesShape(0, new Ellipse2D.Double(-ring / 2, -ring / 2, ring, ring));
        renderer.setSeriesShapesFilled(0, false);
        NumberAxis scores = (NumberAxis) scorePlot.getRangeAxis();
        scores.setRange(0, 1);
        scores.setTickUnit(new NumberTickUnit(SCORE_TICK));
        NumberAxis steps = new NumberAxis("step");
        steps.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        steps.setAutoRangeIncludesZero(true);
        style(steps);
        CombinedDomainXYPlot both = new CombinedDomainXYPlot(steps);
        both.setGap(12);
        both.add(lossPlot);
        both.add(scorePlot);
        chart = new JFreeChart(null, PLAIN, both, true);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(8, 4, 4, 12));
        chart.getLegend().setPosition(RectangleEdge.BOTTOM);
        chart.getLegend().setItemFont(PLAIN);
        chart.getLegend().setFrame(BlockBorder.NONE);
    }

    private static XYPlot plot(String label, XYSeries... series) {
        XYSeriesCollection data = new XYSeriesCollection();
        for (XYSeries one : series) {
            data.addSeries(one);
        }
        NumberAxis axis = new NumberAxis(label);
        axis.setAutoRangeIncludesZero(true);
        style(axis);
        XYPlot plot = new XYPlot(data, null, axis, new XYLineAndShapeRenderer());
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setOutlinePaint(GRID);
        return plot;
    }

    private static void style(NumberAxis axis) {
        axis.setLabelFont(PLAIN);
        axis.setTickLabelFont(PLAIN);
        axis.setLabelPaint(INK);
        axis.setTickLabelPaint(INK);
    }

    private static void line(XYPlot plot, int series, Paint paint, Stroke stroke, boolean dots) {
        XYLineAndShapeRenderer renderer = (XYLineAndShapeRenderer) plot.getRenderer();
        renderer.setSeriesPaint(series, paint);
        renderer.setSeriesStroke(series, stroke);
        renderer.setSeriesShapesVisible(series, dots);
        renderer.setSeriesShape(series, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
    }

    /** The chart, to be shown; whoever shows it updates it on the thread that draws. */
    public JFreeChart chart() {
        return chart;
    }

    /** Draws curves in place of those drawn before. */
    public void update(TrainingCurves curves) {
        chart.setNotify(false);
        replace(loss, curves.loss());
        replace(smoothed, curves.smoothedLoss());
        replace(dice, curves.dice());
        replace(iou, curves.iou());
        replace(best, curves.best().stream().toList());
        for (XYPlot plot : List.of(lossPlot, scorePlot)) {
            plot.clearDomainMarkers();
            curves.stages().forEach(stage -> plot.addDomainMarker(marker(stage, plot == lossPlot)));
        }
        chart.setNotify(true);
    }

    private static void replace(XYSeries series, List<Curve.Point> points) {
        series.setNotify(false);
        series.clear();
        points.forEach(point -> series.add(point.x(), point.y(), false));
        series.setNotify(true);
    }

    private static ValueMarker marker(TrainingCurves.Stage stage, boolean named) {
        ValueMarker marker = new ValueMarker(stage.step(), Color.GRAY, THIN);
        if (named) {
            marker.setLabel(" " + stage.name());
            marker.setLabelFont(PLAIN);
            marker.setLabelPaint(INK);
            marker.setLabelBackgroundColor(new Color(255, 255, 255, 0));
            marker.setLabelAnchor(RectangleAnchor.TOP_RIGHT);
            marker.setLabelTextAnchor(TextAnchor.TOP_LEFT);
        }
        return marker;
    }

    /** Draws the chart into a PNG file, replacing what is there. */
    public void writePng(Path file, int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ChartUtils.writeChartAsPNG(bytes, chart, width, height);
        AtomicFile.write(file, bytes.toByteArray());
    }
}
