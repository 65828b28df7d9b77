package sc.fiji.diffseg.training;

import java.util.SplittableRandom;
import sc.fiji.diffseg.network.TrainingBatch;

/** Bright discs on a dark ground, each step its own. */
public final class Discs implements Trainer.Supply {

    private static final int SIZE = 16;
    private static final int COUNT = 2;

    private final boolean same;
    private final long poisonedStep;
    private long step;

    /**
     * Begins.
     *
     * @param first number of the first step
     * @param same whether all steps see the same discs
     * @param poisonedStep step of which one pixel is no number
     */
    public Discs(long first, boolean same, long poisonedStep) {
        step = first;
        this.same = same;
        this.poisonedStep = poisonedStep;
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public TrainingBatch next() {
        SplittableRandom random = new SplittableRandom(same ? 1 : step);
        float[] images = new float[COUNT * 3 * SIZE * SIZE];
        float[] masks = new float[COUNT * SIZE * SIZE];
        for (int n = 0; n < COUNT; n++) {
            double cx = 4 + 8 * random.nextDouble();
            double cy = 4 + 8 * random.nextDouble();
            for (int i = 0; i < SIZE * SIZE; i++) {
                boolean inside = Math.hypot(i % SIZE - cx, i / SIZE - cy) < 4;
                masks[n * SIZE * SIZE + i] = inside ? 1 : 0;
                for (int c = 0; c < 3; c++) {
                    images[(n * 3 + c) * SIZE * SIZE + i] =
                            (float) (0.1 * random.nextDouble() + (inside ? 0.7 : 0.1));
                }
            }
        }
        if (step == poisonedStep) {
            images[0] = Float.NaN;
        }
        return new TrainingBatch(COUNT, SIZE, SIZE, images, masks, step++);
    }

    @Override
    public void close() {}
}
