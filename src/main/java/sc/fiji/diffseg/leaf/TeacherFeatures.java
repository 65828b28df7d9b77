package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import sc.fiji.diffseg.engine.ScriptOps;
import sc.fiji.diffseg.network.TrainingBatch;

/** What the student's features are aligned with. */
@FunctionalInterface
interface TeacherFeatures {

    /**
     * The teacher's features of a batch's images.
     *
     * @param rows positions from top to bottom
     * @param columns positions from left to right
     * @param owner owns the result
     * @return (N,rows·columns,width), the positions row-major
     */
    NDArray of(ScriptOps operators, TrainingBatch batch, int rows, int columns, NDManager owner);
}
