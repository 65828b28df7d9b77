package sc.fiji.diffseg.ui;

import javax.swing.text.Element;
import javax.swing.text.View;
import javax.swing.text.ViewFactory;
import javax.swing.text.html.HTMLEditorKit;
import javax.swing.text.html.StyleSheet;

/** How the pages look that the windows show. */
final class PageStyle {

    private static final String[] RULES = {
        "body {font-family: sans-serif; font-size: 12pt; margin: 12px;}",
        "h1 {font-size: 17pt;} h2 {font-size: 14pt;}",
        "pre {font-size: 11pt; background-color: #eeeeee; padding: 6px;}",
        "th, td {border: 1px solid #cccccc; padding: 3px; text-align: left; vertical-align: top;}"
    };

    private PageStyle() {}

    /** An editor kit for HTML in this style, which it keeps to itself. */
    static HTMLEditorKit kit() {
        HTMLEditorKit kit = new Kit();
        StyleSheet styles = new StyleSheet();
        styles.addStyleSheet(kit.getStyleSheet());
        for (String rule : RULES) {
            styles.addRule(rule);
        }
        kit.setStyleSheet(styles);
        return kit;
    }

    private static final class Kit extends HTMLEditorKit {

        private static final long serialVersionUID = 1L;

        @Override
        public ViewFactory getViewFactory() {
            return new HTMLFactory() {
                @Override
                public View create(Element element) {
                    boolean isPicture = "img".equals(element.getName());
                    return isPicture ? new FittedImage(element) : super.create(element);
                }
            };
        }
    }
}
