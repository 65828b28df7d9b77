package sc.fiji.diffseg.weights;

import com.google.gson.stream.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The JSON header of a safetensors file that is going to be written. */
final class HeaderWriter {

    private HeaderWriter() {}

    /**
     * Gives each tensor its place, one behind the other in the order given.
     *
     * @throws IllegalArgumentException if two tensors have the same name
     */
    static Map<String, TensorInfo> layOut(List<TensorSpec> specs) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        long position = 0;
        for (TensorSpec spec : specs) {
            long[] shape = spec.shape();
            long bytes = TensorInfo.count(shape) * spec.type().width();
            long end = Math.addExact(position, bytes);
            TensorInfo tensor = new TensorInfo(spec.name(), spec.type(), shape, position, end);
            if (tensors.put(spec.name(), tensor) != null) {
                throw new IllegalArgumentException(
                        "The tensor '" + spec.name() + "' is declared twice.");
            }
            position = end;
        }
        return tensors;
    }

    /** The header without the length in front, padded with blanks to a multiple of 8 bytes. */
    static byte[] toBytes(Map<String, TensorInfo> tensors, Map<String, String> metadata)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonWriter json =
                new JsonWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
            json.beginObject();
            if (!metadata.isEmpty()) {
                json.name(SafetensorsHeader.METADATA_KEY).beginObject();
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.name(entry.getKey()).value(Objects.requireNonNull(entry.getValue()));
                }
                json.endObject();
            }
            for (TensorInfo tensor : tensors.values()) {
                write(json, tensor);
            }
            json.endObject();
        }
        while (bytes.size() % 8 != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    private static void write(JsonWriter json, TensorInfo tensor) throws IOException {
        json.name(tensor.name()).beginObject();
        json.name("dtype").value(tensor.type().name());
        json.name("shape").beginArray();
        for (long length : tensor.shape()) {
            json.value(length);
        }
        json.endArray();
        json.name("data_offsets").beginArray();
        json.value(tensor.begin()).value(tensor.end()).endArray();
        json.endObject();
    }
}
