package sc.fiji.diffseg.ui;

import ij.plugin.BrowserLauncher;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.io.IOException;
import java.net.URL;
import javax.swing.Box;
import javax.swing.JButton;
import javax.swing.JEditorPane;
import javax.swing.JFrame;
import javax.swing.JScrollPane;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;
import javax.swing.event.HyperlinkEvent;
import javax.swing.text.BadLocationException;
import javax.swing.text.html.HTMLDocument;
import javax.swing.text.html.HTMLEditorKit;

/** Shows the guides, and follows the links between them. Other links open in the web browser. */
public final class GuideWindow extends JFrame {

    private static final long serialVersionUID = 1L;

    private static GuideWindow open;

    private final JEditorPane pane = new JEditorPane();
    private final HTMLEditorKit kit = PageStyle.kit();

    private GuideWindow() {
        super("Diffusion Segmentation Help");
        pane.setEditorKit(kit);
        pane.setEditable(false);
        pane.addHyperlinkListener(this::follow);
        JButton contents = new JButton("All Guides");
        contents.addActionListener(event -> read(Guide.named(Guide.INDEX).page()));
        Box buttons = Box.createHorizontalBox();
        buttons.add(contents);
        JScrollPane scroll = new JScrollPane(pane);
        scroll.setPreferredSize(new Dimension(820, 640));
        add(scroll, BorderLayout.CENTER);
        add(buttons, BorderLayout.PAGE_END);
        setDefaultCloseOperation(WindowConstants.HIDE_ON_CLOSE);
        pack();
        setLocationByPlatform(true);
    }

    /** Shows a guide in the one window. */
    public static void open(Guide guide) {
        SwingUtilities.invokeLater(
                () -> {
                    if (open == null) {
                        open = new GuideWindow();
                    }
                    open.read(guide.page());
                    open.setVisible(true);
                    open.toFront();
                });
    }

    private void follow(HyperlinkEvent event) {
        if (event.getEventType() != HyperlinkEvent.EventType.ACTIVATED || event.getURL() == null) {
            return;
        }
        if (event.getURL().getProtocol().startsWith("http")) {
            try {
                BrowserLauncher.openURL(event.getURL().toString());
            } catch (IOException e) {
                pane.setToolTipText("No web browser could be started for " + event.getURL());
            }
        } else {
            read(event.getURL());
        }
    }

    /** Not by the pane itself, whose new document would not know where pictures and links are. */
    private void read(URL address) {
        try {
            HTMLDocument page = new Guide(address).document(kit);
            pane.setDocument(page);
            String anchor = address.getRef();
            scrollTo(anchor == null ? 0 : Headings.find(page, anchor).orElse(0));
        } catch (IOException e) {
            pane.setText("The guide " + address + " cannot be read: install the plug-in again.");
        }
    }

    /** The page is laid out after this. */
    private void scrollTo(int place) {
        pane.setCaretPosition(place);
        SwingUtilities.invokeLater(
                () -> {
                    try {
                        Rectangle top = pane.modelToView2D(place).getBounds();
                        top.height = pane.getVisibleRect().height;
                        pane.scrollRectToVisible(top);
                    } catch (BadLocationException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }
}
