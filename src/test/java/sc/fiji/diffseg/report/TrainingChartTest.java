package sc.fiji.diffseg.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingChartTest {

    @TempDir Path folder;

    @Test
    void theChartOfAPngShowsEveryCurveInItsColour() throws Exception {
        TrainingCurves curves = new TrainingCurves();
        curves.begin("denoiser", 0);
        for (int step = 1; step <= 200; step++) {
            curves.addLoss(step, 1.0 / step + (step % 2) * 0.1);
        }
        curves.addScores(100, 0.5, 0.4, true);
        curves.addScores(200, 0.8, 0.7, true);
        TrainingChart chart = new TrainingChart();
        chart.update(curves);
        chart.update(curves);
        chart.writePng(folder.resolve("curves.png"), 600, 400);
        BufferedImage image = ImageIO.read(folder.resolve("curves.png").toFile());
        assertEquals(600, image.getWidth());
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y) & 0xFFFFFF);
            }
        }
        assertTrue(colours.containsAll(List.of(0x1F5F9E, 0xC3D4E6, 0x2B8A3E, 0xD9730D)));
    }

    @Test
    void aLongTrainingKeepsABoundedNumberOfPointsWithTheirMean() {
        Curve curve = new Curve(100);
        for (int step = 1; step <= 10_000; step++) {
            curve.add(step, step % 2);
        }
        List<Curve.Point> points = curve.points();
        assertTrue(points.size() >= 50 && points.size() <= 100, points.size() + " points");
        points.forEach(point -> assertEquals(0.5, point.y(), 1e-9));
        assertTrue(points.get(points.size() - 1).x() > 9_800);
    }

    @Test
    void smoothingIsTheMeanOfNeighbours() {
        Curve curve = new Curve(10);
        for (int x = 0; x < 5; x++) {
            curve.add(x, x == 2 ? 3 : 0);
        }
        List<Double> smooth = curve.smoothed(1).stream().map(Curve.Point::y).toList();
        assertEquals(List.of(0.0, 1.0, 1.0, 1.0, 0.0), smooth);
    }
}
