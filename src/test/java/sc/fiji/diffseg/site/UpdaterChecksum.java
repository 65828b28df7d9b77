package sc.fiji.diffseg.site;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The checksums by which Fiji's updater tells one version of a file from another. That of a jar
 * depends on what is in it and not on when it was packed.
 */
final class UpdaterChecksum {

    private UpdaterChecksum() {}

    /**
     * The checksum of a file.
     *
     * @param path its path in a Fiji, with {@code /}
     */
    static String of(String path, Path file) throws IOException {
        MessageDigest digest = sha1();
        if (path.endsWith(".jar")) {
            addJar(file, digest);
        } else {
            digest.update(path.getBytes(US_ASCII));
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void addJar(Path file, MessageDigest digest) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            List<JarEntry> entries =
                    jar.stream().sorted(Comparator.comparing(JarEntry::getName)).toList();
            for (JarEntry entry : entries) {
                String name = entry.getName();
                digest.update(name.getBytes(US_ASCII));
                // The updater passes over manifests, which tell who built when.
                if (!name.equals(JarFile.MANIFEST_NAME)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        byte[] bytes = in.readAllBytes();
                        digest.update(
                                name.endsWith(".properties") ? withoutComments(bytes) : bytes);
                    }
                }
            }
        }
    }

    /**
     * Properties without the text of comments, in which Maven puts the date. As the updater does,
     * comments behind an empty line are kept.
     */
    private static byte[] withoutComments(byte[] properties) {
        String[] lines = new String(properties, ISO_8859_1).split("\n", -1);
        boolean sought = true;
        for (int i = 0; i < lines.length; i++) {
            String content = sought ? lines[i].replaceFirst("^#+", "") : lines[i];
            boolean comment = content.length() < lines[i].length();
            sought = !sought || !content.isEmpty();
            lines[i] = comment ? "" : lines[i];
        }
        return String.join("\n", lines).getBytes(ISO_8859_1);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
