package sc.fiji.diffseg.segment;

import java.util.ArrayList;
import java.util.List;

/**
 * One of several parts of a batch, which different processes do. The same files fall into the same
 * part everywhere: the first into the first, the second into the second, and so on in turn.
 *
 * @param number from 1 to {@code count}
 * @param count how many parts there are
 */
public record Part(int number, int count) {

    /** The one part of a batch that is not parted. */
    public static final Part WHOLE = new Part(1, 1);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException in one sentence, if there is no such part
     */
    public Part {
        if (count < 1 || number < 1 || number > count) {
            throw new IllegalArgumentException(
                    "There is no part %d of %d: parts are counted from 1."
                            .formatted(number, count));
        }
    }

    /** Whether this is all there is. */
    public boolean isWhole() {
        return count == 1;
    }

    /** The items that fall into this part, in their order. */
    <T> List<T> of(List<T> all) {
        List<T> mine = new ArrayList<>();
        for (int i = number - 1; i < all.size(); i += count) {
            mine.add(all.get(i));
        }
        return mine;
    }
}
