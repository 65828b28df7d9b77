package sc.fiji.diffseg.fusion;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.weights.SafetensorsFile;

/** The masks of one case of the reference numbers for STAPLE. */
record GoldenVotes(String name, SafetensorsFile numbers) implements AutoCloseable {

    private static final int PIXELS = 32 * 32;

    static GoldenVotes open(String name) throws IOException {
        return new GoldenVotes(name, Golden.open("staple.safetensors"));
    }

    Votes votes() throws IOException {
        byte[] all = numbers.readBytes("in." + name + ".votes");
        List<boolean[]> masks = new ArrayList<>();
        for (int start = 0; start < all.length; start += PIXELS) {
            masks.add(mask(Arrays.copyOfRange(all, start, start + PIXELS)));
        }
        return Votes.of(masks);
    }

    double[] expected(String tensor) throws IOException {
        return numbers.readDoubles("out." + name + "." + tensor);
    }

    boolean[] expectedMask() throws IOException {
        return mask(numbers.readBytes("out." + name + ".mask"));
    }

    byte[] expectedVoteCount() throws IOException {
        return numbers.readBytes("out." + name + ".vote_count");
    }

    private static boolean[] mask(byte[] pixels) {
        boolean[] mask = new boolean[pixels.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = pixels[i] != 0;
        }
        return mask;
    }

    @Override
    public void close() throws IOException {
        numbers.close();
    }
}
