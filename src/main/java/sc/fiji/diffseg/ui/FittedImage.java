package sc.fiji.diffseg.ui;

import java.awt.Container;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import javax.swing.JViewport;
import javax.swing.SwingUtilities;
import javax.swing.text.Element;
import javax.swing.text.View;
import javax.swing.text.html.ImageView;

/** A picture of a page, which becomes smaller where the window is narrower than it. */
final class FittedImage extends ImageView {

    /** What lies beside the page's text: its margins. */
    private static final int MARGINS = 40;

    FittedImage(Element element) {
        super(element);
    }

    @Override
    public float getPreferredSpan(int axis) {
        return (float) (super.getPreferredSpan(axis) * scale());
    }

    @Override
    public float getMinimumSpan(int axis) {
        // Otherwise the page would never become narrower than the picture.
        return axis == View.X_AXIS ? 1 : getPreferredSpan(axis);
    }

    private double scale() {
        Container page = getContainer();
        Container window = SwingUtilities.getAncestorOfClass(JViewport.class, page);
        double room = (window == null ? page : window).getWidth() - (double) MARGINS;
        return room <= 0 ? 1 : Math.min(1, room / super.getPreferredSpan(View.X_AXIS));
    }

    @Override
    public void paint(Graphics graphics, Shape where) {
        Image image = getImage();
        boolean isWhole = scale() == 1 || image == null || image.getWidth(null) <= 0;
        if (isWhole) {
            super.paint(graphics, where);
            return;
        }
        Rectangle place = where.getBounds();
        Graphics2D smooth = (Graphics2D) graphics.create();
        smooth.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        smooth.drawImage(image, place.x, place.y, place.width, place.height, getContainer());
        smooth.dispose();
    }
}
