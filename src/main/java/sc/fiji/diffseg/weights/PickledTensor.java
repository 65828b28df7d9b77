package sc.fiji.diffseg.weights;

import java.util.Optional;

/**
 * What a pickle says about a tensor. Nothing is checked yet.
 *
 * @param storage where its numbers are
 * @param dtype their type, if it is not that of the storage
 * @param offset the first one's place in the storage, in elements
 * @param shape its lengths, slowest axis first
 * @param strides steps in the storage along each axis, in elements; as many as lengths
 */
record PickledTensor(
        PickledStorage storage,
        Optional<PickledGlobal> dtype,
        long offset,
        long[] shape,
        long[] strides) {}
