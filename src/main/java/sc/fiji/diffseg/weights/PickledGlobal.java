package sc.fiji.diffseg.weights;

/**
 * The name of a Python class or function that a pickle mentions: a name and nothing else, there is
 * no way from here to anything that runs.
 *
 * @param module such as {@code torch._utils}
 * @param name such as {@code _rebuild_tensor_v2}
 */
record PickledGlobal(String module, String name) {

    @Override
    public String toString() {
        return module + "." + name;
    }
}
