package sc.fiji.diffseg.leaf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import sc.fiji.diffseg.weights.TensorFile;

/** What published files hold besides the networks that are taken, all of it. */
final class Leftovers {

    /** What training code keeps in its files, by the beginnings of the names. */
    private static final Map<Pattern, String> KNOWN = new LinkedHashMap<>();

    static {
        know("loss\\..*", "the autoencoder's training (discriminator and perceptual loss)");
        know("optimizer.*", "the optimiser");
        know("(lr_schedulers|callbacks|loops)\\..*", "the training's course");
        know("model_ema\\..*", "running averages");
        know(
                "(betas|alphas_|sqrt_|log_one_minus_|posterior_|lvlb_weights|logvar).*",
                "the noise schedule");
        know("scale_factor", "the scale of the latents");
    }

    private Leftovers() {}

    private static void know(String pattern, String what) {
        KNOWN.put(Pattern.compile(pattern), what);
    }

    /**
     * A line for every network that is not taken, and for every tensor that belongs to none; those
     * of one known kind share a line.
     */
    static List<String> lines(
            Map<TensorFile, PublishedParts> files, Collection<PublishedPart> taken) {
        List<String> lines = new ArrayList<>();
        files.forEach(
                (file, found) -> {
                    String name = PublishedNeighbours.nameOf(file.path());
                    found.parts().stream()
                            .filter(part -> !taken.contains(part))
                            .forEach(part -> lines.add(line(part, name, taken)));
                    if (found.parts().isEmpty()) {
                        lines.add(
                                "%s: no network of LEAF among %d tensors"
                                        .formatted(name, file.names().size()));
                    } else {
                        lines.addAll(lines(name, found.left()));
                    }
                    file.skipped()
                            .forEach(
                                    (tensor, why) ->
                                            lines.add(
                                                    "%s: %s cannot be read: %s"
                                                            .formatted(name, tensor, why)));
                });
        return lines;
    }

    private static String line(PublishedPart part, String file, Collection<PublishedPart> taken) {
        boolean instead =
                taken.stream().anyMatch(other -> other.part() == part.part() && other.averaged());
        String which = instead ? "'s raw weights" : "";
        return "%s: the %s%s"
                .formatted(
                        file, part.part().title(), part.averaged() ? "'s running averages" : which);
    }

    private static List<String> lines(String file, Set<String> names) {
        List<String> lines = new ArrayList<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String name : names) {
            String bare = name.replaceFirst("^state_dict\\.", "");
            String known =
                    KNOWN.entrySet().stream()
                            .filter(entry -> entry.getKey().matcher(bare).matches())
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse("");
            if (known.isEmpty()) {
                lines.add(file + ": " + name);
            } else {
                counts.merge(known, 1, Integer::sum);
            }
        }
        counts.forEach(
                (what, count) ->
                        lines.add(
                                "%s: %d %s of %s"
                                        .formatted(
                                                file,
                                                count,
                                                count == 1 ? "tensor" : "tensors",
                                                what)));
        return lines;
    }
}
