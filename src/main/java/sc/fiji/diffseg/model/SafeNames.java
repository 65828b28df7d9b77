package sc.fiji.diffseg.model;

import java.util.regex.Pattern;

/** File names from strangers, refused unless they stay inside their folder on every system. */
final class SafeNames {

    private static final String FOREIGN = "\\:*?\"<>|";

    private static final Pattern WINDOWS_DEVICE =
            Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?", Pattern.CASE_INSENSITIVE);

    private SafeNames() {}

    /**
     * Checks a relative path with {@code /} between its parts.
     *
     * @throws InvalidField if it is empty or absolute, has an empty part or one that is {@code .}
     *     or {@code ..}, or a name or character that some system does not take literally, such as a
     *     backslash, a colon or {@code NUL}
     */
    static void require(String name) {
        if (name == null || name.isEmpty()) {
            throw new InvalidField("a file name is empty");
        }
        if (name.chars().anyMatch(c -> FOREIGN.indexOf(c) >= 0 || Character.isISOControl(c))) {
            throw refused(name);
        }
        for (String part : name.split("/", -1)) {
            // Windows drops trailing dots and blanks, so ".. " would lead upwards there.
            boolean plain = !part.isEmpty() && !part.endsWith(".") && !part.endsWith(" ");
            if (!plain || WINDOWS_DEVICE.matcher(part).matches()) {
                throw refused(name);
            }
        }
    }

    private static InvalidField refused(String name) {
        return new InvalidField(
                "the file name '"
                        + name
                        + "' is not a plain relative path and might lead out of the model folder");
    }
}
