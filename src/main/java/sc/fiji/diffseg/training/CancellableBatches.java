package sc.fiji.diffseg.training;

import java.util.Iterator;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.network.TrainingBatch;

/** Batches for a job that looks at nothing else, which can be cancelled before each of them. */
record CancellableBatches(Iterator<TrainingBatch> batches, Progress progress)
        implements Iterator<TrainingBatch> {

    @Override
    public boolean hasNext() {
        return batches.hasNext();
    }

    @Override
    public TrainingBatch next() {
        progress.checkCancelled();
        return batches.next();
    }
}
