package sc.fiji.diffseg.leaf;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelDescriptionBuilder;
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.model.Preprocessing;
import sc.fiji.diffseg.network.ImportChoice;
import sc.fiji.diffseg.network.Recognition;
import sc.fiji.diffseg.weights.AssembledTensors;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * Recognises in published files what LEAF is made of: whole models of LEAF and SDSeg, the
 * autoencoder and the latent diffusion model that they start from, and DINOv2.
 */
final class LeafRecognition {

    private final ImportChoice choice;
    private final Map<TensorFile, PublishedParts> files = new LinkedHashMap<>();
    private final Map<LeafPart, PublishedPart> chosen = new EnumMap<>(LeafPart.class);
    private final List<String> faults = new ArrayList<>();

    private LeafRecognition(List<TensorFile> opened, ImportChoice choice) throws IOException {
        this.choice = choice;
        for (TensorFile file : opened) {
            PublishedNeighbours beside = PublishedNeighbours.of(file.path());
            files.put(file, PublishedParts.in(file, beside.averaged(), beside.config()));
        }
    }

    /** What the files are; empty if they hold no network of LEAF's. */
    static Optional<Recognition> of(List<TensorFile> files, ImportChoice choice)
            throws IOException {
        LeafRecognition recognition = new LeafRecognition(files, choice);
        return recognition.parts().findAny().isPresent()
                ? Optional.of(recognition.recognise())
                : Optional.empty();
    }

    private Stream<PublishedPart> parts() {
        return files.values().stream().flatMap(found -> found.parts().stream());
    }

    private Recognition recognise() throws IOException {
        for (LeafPart part : LeafPart.values()) {
            if (choice.part().isEmpty() || choice.part().equals(part.word())) {
                choose(part);
            }
        }
        if (chosen.size() > 1) {
            // A teacher is no part of a model: it is imported by itself.
            chosen.remove(LeafPart.TEACHER);
        }
        if (chosen.isEmpty() && faults.isEmpty()) {
            faults.add(
                    "there is no '%s', but %s"
                            .formatted(
                                    choice.part(),
                                    parts().map(part -> part.part().word())
                                            .distinct()
                                            .collect(Collectors.joining(", "))));
        }
        for (PublishedPart part : chosen.values()) {
            part.faults().forEach(fault -> faults.add(part.part().title() + ": " + fault));
        }
        PublishedSource source = new PublishedSource(chosen);
        ModelDescriptionBuilder model = describe(source);
        return new Recognition(
                source.title(),
                chosen.values().stream().map(PublishedPart::line).toList(),
                Leftovers.lines(files, chosen.values()),
                faults,
                source.license(),
                source.cite(),
                model,
                weights());
    }

    /** Of several networks of a kind: a sound one, averaged or not as wanted, from its own file. */
    private void choose(LeafPart part) {
        List<PublishedPart> candidates =
                parts().filter(candidate -> candidate.part() == part).toList();
        candidates = preferring(candidates, candidate -> candidate.faults().isEmpty());
        candidates = preferring(candidates, candidate -> candidate.averaged() == choice.averaged());
        candidates = preferring(candidates, this::isAlone);
        if (candidates.size() > 1) {
            faults.add(
                    "there are %d networks of the kind %s, in %s: leave all but one out"
                            .formatted(
                                    candidates.size(),
                                    part.title(),
                                    candidates.stream()
                                            .map(candidate -> "" + candidate.file().path())
                                            .distinct()
                                            .collect(Collectors.joining(" and "))));
        } else if (!candidates.isEmpty()) {
            chosen.put(part, candidates.get(0));
        }
    }

    private static List<PublishedPart> preferring(
            List<PublishedPart> all, Predicate<PublishedPart> wanted) {
        List<PublishedPart> preferred = all.stream().filter(wanted).toList();
        return preferred.isEmpty() ? all : preferred;
    }

    private boolean isAlone(PublishedPart part) {
        return files.get(part.file()).parts().stream()
                .allMatch(other -> other.part() == part.part());
    }

    /** The description of a model or a base; what hinders it becomes a fault. */
    private ModelDescriptionBuilder describe(PublishedSource source) {
        JsonObject network = new JsonObject();
        chosen.values().forEach(part -> network.add(part.part().setting(), part.size()));
        ModelDescriptionBuilder model =
                ModelDescription.builder("imported", LeafFamily.NAME)
                        .base(!source.isModel())
                        .preprocessing(new Preprocessing("by_type", 1, 99, Preprocessing.WHOLE, 0));
        try {
            LeafSettings settings = LeafSettings.PUBLISHED;
            int latentSide = PublishedNeighbours.LATENT_SIDE;
            if (source.isModel()) {
                TensorFile denoiser = chosen.get(LeafPart.DENOISER).file();
                PublishedNeighbours beside = PublishedNeighbours.of(denoiser.path());
                JsonObject sampling =
                        source.isSdseg() ? SdsegCheckpoint.settings(denoiser) : beside.schedule();
                network.remove(LeafPart.IMAGE_ENCODER.setting());
                network.asMap().putAll(sampling.asMap());
                settings = LeafSettings.of(network);
                latentSide = beside.latentSide();
            }
            int side = latentSide * settings.autoencoder().factor();
            model.input(ModelInput.rgb(side, side));
            model.network(source.isModel() ? settings.toJson() : network);
        } catch (IllegalArgumentException | IOException e) {
            faults.add(e.getMessage());
        }
        return model;
    }

    private TensorSource weights() throws IOException {
        AssembledTensors all = new AssembledTensors();
        for (PublishedPart part : chosen.values()) {
            all.addAll(part.part().prefix(), part.weights());
        }
        return all;
    }
}
