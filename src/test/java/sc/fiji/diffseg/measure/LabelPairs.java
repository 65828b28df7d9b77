package sc.fiji.diffseg.measure;

import java.util.Random;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;

/** Random pairs of label images, and scores of them by counting one after the other. */
record LabelPairs(int[] prediction, int[] truth, long[] size) {

    /** Overlapping boxes with numbers, some of which occur on one side only. */
    static LabelPairs random(long seed) {
        Random random = new Random(seed);
        long[] size =
                random.nextBoolean()
                        ? new long[] {5 + random.nextInt(20), 5 + random.nextInt(20)}
                        : new long[] {
                            4 + random.nextInt(9), 4 + random.nextInt(9), 1 + random.nextInt(6)
                        };
        int objects = random.nextInt(7);
        int[] truth = new int[pixels(size)];
        int[] prediction = new int[truth.length];
        for (int object = 1; object <= objects; object++) {
            long[] min = new long[size.length];
            long[] max = new long[size.length];
            for (int d = 0; d < size.length; d++) {
                min[d] = random.nextInt((int) size[d]);
                max[d] = min[d] + random.nextInt((int) size[d]) / 2;
            }
            if (random.nextInt(6) > 0) {
                fill(truth, size, min, max, object);
            }
            int d = random.nextInt(size.length);
            min[d] += random.nextInt(2);
            max[d] += random.nextInt(3) - 1;
            if (random.nextInt(6) > 0) {
                fill(prediction, size, min, max, random.nextInt(3) > 0 ? object : object + 1000);
            }
        }
        return new LabelPairs(prediction, truth, size);
    }

    private static int pixels(long[] size) {
        int pixels = 1;
        for (long length : size) {
            pixels *= (int) length;
        }
        return pixels;
    }

    private static void fill(int[] image, long[] size, long[] min, long[] max, int label) {
        for (int i = 0; i < image.length; i++) {
            long[] place = place(i, size);
            boolean inside = true;
            for (int d = 0; d < size.length; d++) {
                inside &= place[d] >= min[d] && place[d] <= max[d];
            }
            if (inside) {
                image[i] = label;
            }
        }
    }

    static long[] place(int index, long[] size) {
        long[] place = new long[size.length];
        for (int d = 0; d < size.length; d++) {
            place[d] = index % size[d];
            index /= (int) size[d];
        }
        return place;
    }

    RandomAccessibleInterval<IntType> predictionImage() {
        return ArrayImgs.ints(prediction, size);
    }

    RandomAccessibleInterval<IntType> truthImage() {
        return ArrayImgs.ints(truth, size);
    }
}
