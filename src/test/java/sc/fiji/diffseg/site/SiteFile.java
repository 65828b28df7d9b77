package sc.fiji.diffseg.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.scijava.util.FileUtils;

/**
 * A file that an update site offers.
 *
 * @param path where it goes in a Fiji, with {@code /}
 * @param source where it lies now
 * @param checksum the updater's
 * @param size in bytes
 */
record SiteFile(String path, Path source, String checksum, long size) {

    static SiteFile of(String path, Path source) throws IOException {
        return new SiteFile(path, source, UpdaterChecksum.of(path, source), Files.size(source));
    }

    /** The name by which the updater takes files for versions of the same. */
    static String component(String path) {
        return FileUtils.stripFilenameVersion(path);
    }
}
