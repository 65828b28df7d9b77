package sc.fiji.diffseg;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What is said of a file that could not be read or written: Java often says its name alone. */
public final class FileTrouble {

    private FileTrouble() {}

    /** The failure as a sentence: its own, unless it is one of the file system's. */
    public static String sentence(IOException failure) {
        if (failure instanceof FileSystemException trouble) {
            return "%s cannot be read or written (%s): check the rights to its folder and the space left."
                    .formatted(trouble.getFile(), reason(trouble));
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** The failure as a phrase, without the file's name and a full stop. */
    public static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "access denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it is there already";
        }
        String reason =
                failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
        return reason == null
                ? failure.getClass().getSimpleName()
                : reason.replaceFirst("\\.$", "");
    }
}
