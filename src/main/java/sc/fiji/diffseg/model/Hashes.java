package sc.fiji.diffseg.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import sc.fiji.diffseg.Progress;

/** SHA-256 of files, texts and bytes, as 64 lower-case hexadecimal digits. */
public final class Hashes {

    private static final int CHUNK = 1 << 20;

    private Hashes() {}

    /**
     * The hash of a file's content, read in pieces.
     *
     * @param file the file
     * @param progress told after every piece, and asked whether to go on
     * @throws CancellationException if the user has cancelled
     */
    public static String sha256(Path file, Progress progress) throws IOException {
        MessageDigest digest = newDigest();
        long size = Files.size(file);
        long done = 0;
        String what = "Checking " + file.getFileName();
        byte[] piece = new byte[(int) Math.max(1, Math.min(CHUNK, size))];
        try (InputStream in = Files.newInputStream(file)) {
            progress.checkCancelled();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
                done += read;
                progress.report(Math.min(1, done / (double) Math.max(1, size)), what);
                progress.checkCancelled();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The hash of a text in UTF-8. */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of bytes. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(newDigest().digest(bytes));
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256, but this one does not.", e);
        }
    }
}
