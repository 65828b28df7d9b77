package sc.fiji.diffseg.weights;

/**
 * What a checkpoint's container holds.
 *
 * @param root the value of the pickle
 * @param storages the numbers beside it
 */
record CheckpointContent(Object root, CheckpointStorages storages) {}
