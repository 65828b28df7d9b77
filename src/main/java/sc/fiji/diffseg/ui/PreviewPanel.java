package sc.fiji.diffseg.ui;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import javax.swing.JPanel;
import sc.fiji.diffseg.training.Preview;

/** Validation images as the model segments them, one row for each. */
final class PreviewPanel extends JPanel {

    private static final long serialVersionUID = 1L;
    private static final int COLUMNS = PreviewImages.TITLES.size();
    private static final int GAP = 6;
    private static final int HEADER = 22;
    private static final Dimension SIZE = new Dimension(460, 480);

    /** As many rows as there are before the images are known. */
    private static final int EXPECTED = 4;

    private static final Color EMPTY = new Color(0xF2F2F2);

    private transient List<Preview> previews = List.of();
    private transient List<List<BufferedImage>> rows = List.of();

    PreviewPanel() {
        setBackground(Color.WHITE);
        setPreferredSize(SIZE);
    }

    void show(List<Preview> shown) {
        if (shown != previews) {
            previews = shown;
            rows = shown.stream().map(PreviewImages::of).toList();
            repaint();
        }
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        super.paintComponent(graphics);
        Graphics2D g = (Graphics2D) graphics;
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        int count = Math.max(rows.size(), EXPECTED);
        int drawn = rows.isEmpty() ? EXPECTED : rows.size();
        int width = (getWidth() - (COLUMNS + 1) * GAP) / COLUMNS;
        int room = (getHeight() - HEADER - (count + 1) * GAP) / count;
        int height = Math.min((int) (width * tallest()), room);
        FontMetrics metrics = g.getFontMetrics();
        for (int column = 0; column < COLUMNS; column++) {
            int x = GAP + column * (width + GAP);
            String title = PreviewImages.TITLES.get(column);
            g.setColor(Color.DARK_GRAY);
            g.drawString(title, x + (width - metrics.stringWidth(title)) / 2, HEADER - GAP);
            for (int row = 0; row < drawn; row++) {
                int y = HEADER + row * (height + GAP);
                g.setColor(EMPTY);
                g.fillRect(x, y, width, height);
                if (row < rows.size()) {
                    draw(g, rows.get(row).get(column), x, y, width, height);
                }
            }
        }
    }

    /** The largest height of an image, relative to its width. */
    private double tallest() {
        return rows.stream()
                .map(row -> row.get(0))
                .mapToDouble(image -> image.getHeight() / (double) image.getWidth())
                .max()
                .orElse(1);
    }

    private static void draw(
            Graphics2D g, BufferedImage image, int x, int y, int width, int height) {
        double scale =
                Math.min(width / (double) image.getWidth(), height / (double) image.getHeight());
        int w = (int) (image.getWidth() * scale);
        int h = (int) (image.getHeight() * scale);
        g.drawImage(image, x + (width - w) / 2, y + (height - h) / 2, w, h, null);
    }
}
