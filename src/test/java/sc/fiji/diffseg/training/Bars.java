package sc.fiji.diffseg.training;

import java.nio.file.Path;

/** Small grey images, each with one bright bar, and their masks: quick to learn from. */
public final class Bars {

    private static final int WIDTH = 40;
    private static final int HEIGHT = 36;
    private static final int BRIGHT = 190;

    private Bars() {}

    /** Writes images {@code bar0.png}, ... into a folder images, and their masks into masks. */
    public static void draw(Path folder, int count) {
        for (int i = 0; i < count; i++) {
            int left = 4 + i;
            Pictures.Paint image = (x, y) -> isBar(x, y, left) ? BRIGHT : 40 + (x * 7 + y * 5) % 30;
            Pictures.Paint mask = (x, y) -> isBar(x, y, left) ? 255 : 0;
            Pictures.grey(folder.resolve("images/bar" + i + ".png"), WIDTH, HEIGHT, image);
            Pictures.grey(folder.resolve("masks/bar" + i + ".png"), WIDTH, HEIGHT, mask);
        }
    }

    /** Writes a mask without foreground. */
    static void empty(Path mask) {
        Pictures.grey(mask, WIDTH, HEIGHT, (x, y) -> 0);
    }

    private static boolean isBar(int x, int y, int left) {
        return x >= left && x < left + 12 && y >= 6 && y < 30;
    }
}
