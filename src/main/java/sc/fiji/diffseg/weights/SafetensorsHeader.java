package sc.fiji.diffseg.weights;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON header of a safetensors file, checked completely before anything is read by it.
 *
 * <p>The tensors must fill the data section exactly: no overlap, no gap, nothing left over. This is
 * what the format demands, and it makes a header that lies about the file useless for mischief.
 */
final class SafetensorsHeader {

    /** The limit of the reference implementation. */
    static final long MAX_LENGTH = 100_000_000;

    static final String METADATA_KEY = "__metadata__";

    private final String file;
    private final long dataLength;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private SafetensorsHeader(String file, long dataLength) {
        this.file = file;
        this.dataLength = dataLength;
    }

    /**
     * Parses and checks a header.
     *
     * @param json the header's bytes, without the length in front
     * @param dataLength bytes of the file behind the header
     * @param file what to call the file in errors
     * @throws WeightsException with one sentence, at the first rule that is broken
     */
    static SafetensorsHeader parse(byte[] json, long dataLength, String file)
            throws WeightsException {
        SafetensorsHeader header = new SafetensorsHeader(file, dataLength);
        if (json.length == 0 || json[0] != '{') {
            throw header.broken("its header does not begin with '{'");
        }
        var strictUtf8 = StandardCharsets.UTF_8.newDecoder();
        try (JsonReader reader =
                new JsonReader(new InputStreamReader(new ByteArrayInputStream(json), strictUtf8))) {
            header.readTop(reader);
            // Fails if anything but blanks follows the closing brace.
            reader.peek();
        } catch (WeightsException e) {
            throw e;
        } catch (CharacterCodingException e) {
            throw header.broken("its header is not valid UTF-8", e);
        } catch (MalformedJsonException
                | EOFException
                | IllegalStateException
                | NumberFormatException e) {
            // The last one is what the parser throws at an escaped character without its digits.
            throw header.broken("its header is not valid JSON", e);
        } catch (IOException e) {
            throw header.broken("its header cannot be parsed", e);
        }
        header.checkLayout();
        return header;
    }

    /** The free texts of the file, in the order of the header. */
    Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** The tensors by name, in the order of their data. */
    Map<String, TensorInfo> tensors() {
        List<TensorInfo> sorted = inFileOrder();
        Map<String, TensorInfo> byName = new LinkedHashMap<>();
        sorted.forEach(tensor -> byName.put(tensor.name(), tensor));
        return Collections.unmodifiableMap(byName);
    }

    private void readTop(JsonReader reader) throws IOException {
        reader.beginObject();
        boolean metadataSeen = false;
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (name.equals(METADATA_KEY)) {
                if (metadataSeen) {
                    throw broken("its header has two entries " + METADATA_KEY);
                }
                metadataSeen = true;
                readMetadata(reader);
            } else if (tensors.put(name, readTensor(reader, name)) != null) {
                throw broken("its header names the tensor '" + name + "' twice");
            }
        }
        reader.endObject();
    }

    private void readMetadata(JsonReader reader) throws IOException {
        if (reader.peek() != JsonToken.BEGIN_OBJECT) {
            throw broken(METADATA_KEY + " is not a JSON object");
        }
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            if (reader.peek() != JsonToken.STRING) {
                throw broken("the value of '" + key + "' in " + METADATA_KEY + " is no text");
            }
            if (metadata.put(key, reader.nextString()) != null) {
                throw broken("'" + key + "' occurs twice in " + METADATA_KEY);
            }
        }
        reader.endObject();
    }

    private TensorInfo readTensor(JsonReader reader, String name) throws IOException {
        if (reader.peek() != JsonToken.BEGIN_OBJECT) {
            throw bad(name, "is not described by a JSON object");
        }
        ElementType type = null;
        long[] shape = null;
        long[] offsets = null;
        Set<String> seen = new HashSet<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            if (!seen.add(key)) {
                throw bad(name, "has two entries '" + key + "'");
            }
            switch (key) {
                case "dtype" -> type = readType(reader, name);
                case "shape" -> shape = readNaturals(reader, name, key);
                case "data_offsets" -> offsets = readNaturals(reader, name, key);
                default -> reader.skipValue();
            }
        }
        reader.endObject();
        for (String key : List.of("dtype", "shape", "data_offsets")) {
            if (!seen.contains(key)) {
                throw bad(name, "has no entry '" + key + "'");
            }
        }
        if (offsets.length != 2) {
            throw bad(name, "has " + offsets.length + " data_offsets instead of 2");
        }
        TensorInfo tensor = new TensorInfo(name, type, shape, offsets[0], offsets[1]);
        checkRange(tensor, shape);
        return tensor;
    }

    private ElementType readType(JsonReader reader, String name) throws IOException {
        if (reader.peek() != JsonToken.STRING) {
            throw bad(name, "has a dtype that is no text");
        }
        String type = reader.nextString();
        return ElementType.named(type)
                .orElseThrow(
                        () ->
                                new WeightsException(
                                        "%s cannot be read: the dtype '%s' of tensor '%s' is none of %s."
                                                .formatted(
                                                        file,
                                                        type,
                                                        name,
                                                        Arrays.toString(ElementType.values()))));
    }

    private long[] readNaturals(JsonReader reader, String name, String key) throws IOException {
        if (reader.peek() != JsonToken.BEGIN_ARRAY) {
            throw bad(name, "has a " + key + " that is no list");
        }
        List<Long> numbers = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            String text = reader.peek() == JsonToken.NUMBER ? reader.nextString() : "";
            if (!text.matches("[0-9]+")) {
                throw bad(name, "has a " + key + " with an entry that is no natural number");
            }
            try {
                numbers.add(Long.parseLong(text));
            } catch (NumberFormatException e) {
                throw bad(name, "has a " + key + " with a number beyond 63 bits");
            }
        }
        reader.endArray();
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private void checkRange(TensorInfo tensor, long[] shape) throws WeightsException {
        String name = tensor.name();
        long bytes;
        try {
            bytes = Math.multiplyExact(TensorInfo.count(shape), tensor.type().width());
        } catch (ArithmeticException e) {
            throw bad(name, "has the shape " + Arrays.toString(shape) + ", which exceeds any file");
        }
        if (tensor.begin() > tensor.end() || tensor.end() > dataLength) {
            throw bad(
                    name,
                    "occupies bytes %d to %d of the data, which has %d (is the file cut short?)"
                            .formatted(tensor.begin(), tensor.end(), dataLength));
        }
        if (tensor.end() - tensor.begin() != bytes) {
            throw bad(
                    name,
                    "occupies %d bytes, but %s%s needs %d"
                            .formatted(
                                    tensor.end() - tensor.begin(),
                                    tensor.type(),
                                    Arrays.toString(shape),
                                    bytes));
        }
    }

    private void checkLayout() throws WeightsException {
        long position = 0;
        String previous = "";
        for (TensorInfo tensor : inFileOrder()) {
            if (tensor.begin() < position) {
                throw bad(tensor.name(), "overlaps the tensor '" + previous + "'");
            }
            if (tensor.begin() > position) {
                throw bad(
                        tensor.name(),
                        "is preceded by a gap of " + (tensor.begin() - position) + " bytes");
            }
            position = tensor.end();
            previous = tensor.name();
        }
        if (position != dataLength) {
            throw broken(
                    (dataLength - position) + " bytes behind its last tensor belong to no tensor");
        }
    }

    private List<TensorInfo> inFileOrder() {
        List<TensorInfo> sorted = new ArrayList<>(tensors.values());
        sorted.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        return sorted;
    }

    private WeightsException bad(String tensor, String what) {
        return broken("its tensor '" + tensor + "' " + what);
    }

    private WeightsException broken(String what) {
        return broken(what, (Exception) null);
    }

    private WeightsException broken(String what, Exception cause) {
        return new WeightsException(
                file + " is not a sound safetensors file: " + what + "; get the file again.",
                cause);
    }
}
