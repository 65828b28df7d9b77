package sc.fiji.diffseg.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import sc.fiji.diffseg.weights.AtomicFile;

/** The file that holds a model description. */
final class DescriptionFile {

    private static final long MAX_BYTES = 16 << 20;

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

    private DescriptionFile() {}

    /** See {@link ModelDescription#read}. */
    static ModelDescription read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(
                    "There is no model description " + file + "; name a folder with a model.");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new ModelException(
                    file + " is larger than any model description; get the model again.");
        }
        try {
            return DescriptionJson.fromJson(StrictJson.parse(Files.readString(file)));
        } catch (CharacterCodingException e) {
            throw unsound(file, "it is not UTF-8", e);
        } catch (InvalidField e) {
            throw unsound(file, e.phrase(), e);
        }
    }

    /** See {@link ModelDescription#write}. */
    static void write(ModelDescription model, Path file) throws IOException {
        String text = GSON.toJson(DescriptionJson.toJson(model)) + "\n";
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ModelException unsound(Path file, String phrase, Exception cause) {
        return new ModelException(
                file + " is not a sound model description: " + phrase + ".", cause);
    }
}
