package sc.fiji.diffseg.unisegdiff;

import java.util.Arrays;
import java.util.SplittableRandom;
import sc.fiji.diffseg.diffusion.Stage;
import sc.fiji.diffseg.diffusion.StagedTimesteps;
import sc.fiji.diffseg.network.TrainingBatch;

/**
 * The timesteps of a training step, one per image, and what follows from them.
 *
 * @param levels timestep to whose level each mask is noised
 * @param told timestep that the network is told
 * @param noiseWeights alpha of Eq. 1
 * @param maskWeights beta of Eq. 1
 * @param estimated whether a noisy mask is made from an estimate instead of the truth
 */
record TimestepDraw(
        int[] levels, int[] told, float[] noiseWeights, float[] maskWeights, boolean[] estimated) {

    /**
     * Draws timesteps alike from all and maps each as the schedule says.
     *
     * @param estimatedShare share of the masks made from an estimate; 0 unless the schedule is
     *     staged
     */
    static TimestepDraw of(
            UniSegDiffSettings settings, double estimatedShare, TrainingBatch batch) {
        SplittableRandom random = new SplittableRandom(batch.seed());
        int[] drawn = new int[batch.whole()];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = random.nextInt(settings.timesteps());
        }
        int first = batch.first();
        TimestepDraw draw = at(settings, Arrays.copyOfRange(drawn, first, first + batch.count()));
        for (int i = 0; i < drawn.length; i++) {
            boolean estimated = random.nextDouble() < estimatedShare;
            if (estimated && i >= first && i < first + batch.count()) {
                draw.estimate(i - first, settings, drawn[i]);
            }
        }
        return draw;
    }

    /** Makes a noisy mask one that sampling meets. */
    private void estimate(int i, UniSegDiffSettings settings, int timestep) {
        StagedTimesteps stages = settings.stages();
        Stage stage = stages.stage(timestep);
        estimated[i] = stage != Stage.RAPID;
        if (stage == Stage.REFINEMENT) {
            levels[i] = stages.low() - 1;
            told[i] = settings.lastTold();
        }
    }

    /** What follows from drawn timesteps. */
    static TimestepDraw at(UniSegDiffSettings settings, int... drawn) {
        int count = drawn.length;
        TimestepDraw draw =
                new TimestepDraw(
                        new int[count],
                        new int[count],
                        new float[count],
                        new float[count],
                        new boolean[count]);
        for (int i = 0; i < count; i++) {
            draw.set(i, settings, drawn[i]);
        }
        return draw;
    }

    private void set(int i, UniSegDiffSettings settings, int timestep) {
        levels[i] = timestep;
        told[i] = timestep;
        noiseWeights[i] = 1;
        maskWeights[i] = 1;
        switch (settings.schedule()) {
            case UNIFORM -> {}
            case ONE_STEP -> {
                levels[i] = settings.timesteps() - 1;
                told[i] = levels[i];
            }
            case STAGED -> {
                StagedTimesteps stages = settings.stages();
                Stage stage = stages.stage(timestep);
                told[i] = stages.pinned(timestep);
                Pinning pinning =
                        stage == Stage.RAPID ? settings.highPinning() : settings.lowPinning();
                levels[i] = pinning == Pinning.NOISE_LEVEL ? told[i] : timestep;
                noiseWeights[i] = (float) stage.noiseWeight();
                maskWeights[i] = (float) stage.maskWeight();
            }
        }
    }
}
