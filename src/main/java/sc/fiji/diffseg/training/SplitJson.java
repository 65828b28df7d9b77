package sc.fiji.diffseg.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A split as JSON: its rule, and for every data set the names of its pairs. */
final class SplitJson {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private SplitJson() {}

    /** The names of one data set's pairs. */
    private record Names(List<String> training, List<String> validation, List<String> skipped) {

        Names() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private record Stored(
            Split.Mode mode, double validationFraction, long seed, Map<String, Names> dataSets) {}

    static String write(Split split) {
        Map<String, Names> dataSets = new LinkedHashMap<>();
        collect(dataSets, split.training(), Names::training);
        collect(dataSets, split.validation(), Names::validation);
        collect(dataSets, split.skipped(), Names::skipped);
        return GSON.toJson(
                new Stored(split.mode(), split.validationFraction(), split.seed(), dataSets));
    }

    private static void collect(
            Map<String, Names> dataSets, List<ImagePair> pairs, Function<Names, List<String>> to) {
        for (ImagePair pair : pairs) {
            to.apply(dataSets.computeIfAbsent(pair.dataSet(), d -> new Names())).add(pair.name());
        }
    }

    /** As {@link Split#fromJson}. */
    static Split read(String json, List<ImagePair> pairs, String where) throws IOException {
        Stored stored;
        try {
            stored = GSON.fromJson(json, Stored.class);
        } catch (JsonParseException e) {
            throw new IOException("The split in " + where + " is not valid JSON.", e);
        }
        if (stored == null || stored.mode() == null || stored.dataSets() == null) {
            throw new IOException("The split in " + where + " lacks its mode or its data sets.");
        }
        Finder finder = new Finder(stored, pairs);
        Split split =
                new Split(
                        stored.mode(),
                        stored.validationFraction(),
                        stored.seed(),
                        finder.find(Names::training),
                        finder.find(Names::validation),
                        finder.find(Names::skipped));
        if (!finder.missing.isEmpty()) {
            throw new IOException(
                    ("%d pairs that the split in %s names are missing or named twice, the first is"
                                    + " %s: bring them back, or begin anew with another split.")
                            .formatted(finder.missing.size(), where, finder.missing.get(0)));
        }
        return split;
    }

    /** Gives every pair out once. */
    private static final class Finder {

        private final Stored stored;
        private final Map<String, Map<String, ImagePair>> known = new HashMap<>();
        private final List<String> missing = new ArrayList<>();

        Finder(Stored stored, List<ImagePair> pairs) {
            this.stored = stored;
            for (ImagePair pair : pairs) {
                known.computeIfAbsent(pair.dataSet(), d -> new HashMap<>()).put(pair.name(), pair);
            }
        }

        List<ImagePair> find(Function<Names, List<String>> part) {
            List<ImagePair> found = new ArrayList<>();
            stored.dataSets()
                    .forEach(
                            (dataSet, names) -> {
                                List<String> list = names == null ? null : part.apply(names);
                                for (String name : list == null ? List.<String>of() : list) {
                                    find(dataSet, name, found);
                                }
                            });
            return found;
        }

        private void find(String dataSet, String name, List<ImagePair> found) {
            ImagePair pair = known.getOrDefault(dataSet, new HashMap<>()).remove(name);
            if (pair == null) {
                missing.add(dataSet + "/" + name);
            } else {
                found.add(pair);
            }
        }
    }
}
