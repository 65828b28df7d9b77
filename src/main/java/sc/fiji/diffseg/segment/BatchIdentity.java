package sc.fiji.diffseg.segment;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;

/**
 * What results are made with, as far as it changes them: results of which it differs do not belong
 * into one folder. Threads are no part of it, nor is which of several graphics cards computed.
 *
 * @param facts what a user calls them, and their values, in the order in which they are compared
 */
record BatchIdentity(Map<String, String> facts) {

    /** Settings that say what is written, not how, and the precision before it is resolved. */
    private static final Set<String> WISHES =
            Set.of("probability", "uncertainty", "sample_masks", "precision");

    /**
     * What a batch is about to be made with.
     *
     * @param settings with the model's own choices filled in
     */
    static BatchIdentity of(
            ModelFolder model, TorchEngine engine, SegmentationSettings settings, int channel) {
        return of(
                Provenance.version(),
                engine.version(),
                "%s (%s)".formatted(model.description().name(), model.hash()),
                engine.resolve(settings.sampling().precision()).name().toLowerCase(Locale.ROOT),
                engine.deviceName(),
                Integer.toString(channel),
                settings.toJson());
    }

    /** What a result was made with by its {@link Provenance}; empty if the text is none. */
    static Optional<BatchIdentity> ofRecord(JsonObject record) {
        try {
            JsonObject model = record.getAsJsonObject("model");
            JsonObject execution = record.getAsJsonObject("execution");
            return Optional.of(
                    of(
                            record.get("version").getAsString(),
                            record.get("pytorch").getAsString(),
                            "%s (%s)"
                                    .formatted(
                                            model.get("name").getAsString(),
                                            model.get("hash").getAsString()),
                            execution.get("precision").getAsString(),
                            execution.get("device").getAsString(),
                            record.getAsJsonObject("input").get("channel").getAsString(),
                            record.getAsJsonObject("settings")));
        } catch (RuntimeException e) {
            // A field is missing or of another kind: somebody else's file.
            return Optional.empty();
        }
    }

    /** A text as a JSON object; empty if it is none. */
    static Optional<JsonObject> parse(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            return json.isJsonObject() ? Optional.of(json.getAsJsonObject()) : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    private static BatchIdentity of(
            String version,
            String pytorch,
            String model,
            String precision,
            String device,
            String channel,
            JsonObject settings) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model);
        facts.put("precision", precision);
        facts.put("device", device.replaceFirst("[0-9]+$", ""));
        facts.put("channel", channel);
        for (String name : settings.keySet()) {
            if (!WISHES.contains(name)) {
                facts.put(name.replace('_', ' '), settings.get(name).getAsString());
            }
        }
        facts.put("version of this software", version);
        facts.put("version of PyTorch", pytorch);
        return new BatchIdentity(facts);
    }

    /** This with what is written, for batches that have to agree in that as well. */
    BatchIdentity with(SegmentationSettings settings, FolderOptions options) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put("probability map", Boolean.toString(settings.probability()));
        more.put("uncertainty map", Boolean.toString(settings.uncertainty()));
        more.put("overlay", Boolean.toString(options.overlay()));
        more.put("ROIs", Boolean.toString(options.rois()));
        more.put("comparison with true masks", Boolean.toString(options.truth().isPresent()));
        return new BatchIdentity(more);
    }

    /**
     * The first fact in which this differs from another.
     *
     * @return such as "the threshold is 0.6 instead of 0.5"
     */
    Optional<String> differenceFrom(BatchIdentity other) {
        for (String fact : facts.keySet()) {
            String mine = facts.get(fact);
            String theirs = other.facts.get(fact);
            if (!Objects.equals(mine, theirs)) {
                return Optional.of("the %s is %s instead of %s".formatted(fact, mine, theirs));
            }
        }
        return Optional.empty();
    }
}
