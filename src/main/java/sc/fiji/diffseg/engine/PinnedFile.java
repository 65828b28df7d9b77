package sc.fiji.diffseg.engine;

/**
 * A file that is known before it is seen.
 *
 * @param sha256 64 lower-case hexadecimal digits
 * @param bytes its length
 * @param name its name, without a folder
 */
record PinnedFile(String sha256, long bytes, String name) {}
