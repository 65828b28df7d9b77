package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.image.Scaling;

class PairCacheTest {

    @TempDir Path folder;

    @Test
    void memoryStaysBelowTheLimit() throws IOException {
        List<ImagePair> pairs = Pictures.paintedMasks(folder, 3, 100, 100);
        PairCache cache = new PairCache(Scaling.BY_TYPE, 45_000);

        StoredPair first = cache.get(pairs.get(0), 0);
        cache.get(pairs.get(1), 0);
        StoredPair third = cache.get(pairs.get(2), 0);

        assertTrue(cache.usedBytes() > 40_000 && cache.usedBytes() <= 45_000);
        assertSame(first, cache.get(pairs.get(0), 0));
        assertNotSame(third, cache.get(pairs.get(2), 0));
        assertArrayEquals(third.mask(), cache.get(pairs.get(2), 0).mask());
    }

    @Test
    void aColourFileOfGreyPixelsTakesOneChannel() throws IOException {
        Path grey = Pictures.rgb(folder.resolve("g.png"), 20, 10, (x, y) -> x * 0x010101);
        Path colour = Pictures.rgb(folder.resolve("c.png"), 20, 10, (x, y) -> x * 0x020101);
        PairCache cache = new PairCache(Scaling.BY_TYPE);

        StoredPair one = cache.get(new ImagePair(grey, grey, "g", "d"), 0);
        StoredPair three = cache.get(new ImagePair(colour, grey, "c", "d"), 0);

        assertTrue(one.isGrey());
        assertEquals(19, one.channels()[0][19]);
        assertEquals(3, three.channels().length);
        assertEquals(38, three.channels()[0][19]);
        assertEquals(19, three.channels()[2][19]);
    }

    @Test
    void everyForegroundPixelHasARank() throws IOException {
        ImagePair pair = Pictures.paintedMasks(folder, 1, 80, 70).get(0);
        StoredPair stored = new PairCache(Scaling.BY_TYPE).get(pair, 0);

        int rank = 0;
        for (int i = 0; i < stored.mask().length; i++) {
            if (stored.mask()[i] == 1) {
                assertEquals(i, stored.foregroundPixel(rank++));
            }
        }
        assertEquals(stored.foreground(), rank);
    }
}
