package sc.fiji.diffseg.engine;

/** What PyTorch is built for, and how it comes. */
public enum EngineFlavor {

    /**
     * For CPUs. The source is an address of the web, of the jar or of a Maven repository that has
     * it; the jar; a folder with the jar or its libraries; or empty for Maven Central.
     */
    CPU,

    /** For NVIDIA graphics cards: the source is a folder that the user has. */
    CUDA,

    /** For NVIDIA graphics cards, downloaded by DJL from its own server; there is no source. */
    CUDA_DOWNLOAD
}
