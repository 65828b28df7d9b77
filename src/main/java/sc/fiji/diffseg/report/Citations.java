package sc.fiji.diffseg.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import sc.fiji.diffseg.model.Citation;
import sc.fiji.diffseg.model.ModelDescription;

/** How to cite this software, the methods it implements, and the data of a model. */
public final class Citations {

    private static final String TEXT = "citations.txt";
    private static final String BIBTEX = "citations.bib";
    private static final String VERSION = "${version}";

    private Citations() {}

    /**
     * All citations, first as sentences and then as BibTeX.
     *
     * @param version of this software
     * @param model whose own citations come last, if there is one
     */
    public static String text(String version, Optional<ModelDescription> model) {
        StringJoiner all = new StringJoiner("\n");
        all.add(resource(TEXT, version));
        model.ifPresent(cited -> sentences(cited, all));
        all.add(resource(BIBTEX, version));
        model.ifPresent(cited -> entries(cited, all));
        return all.toString();
    }

    private static void sentences(ModelDescription model, StringJoiner all) {
        all.add("The model " + model.name() + ":").add("");
        for (Citation citation : model.cite()) {
            all.add(citation.text() + "." + (citation.doi().isEmpty() ? "" : link(citation)));
        }
        all.add("");
    }

    private static String link(Citation citation) {
        return " https://doi.org/" + citation.doi();
    }

    private static void entries(ModelDescription model, StringJoiner all) {
        String key = model.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        List<Citation> citations = model.cite();
        for (int i = 0; i < citations.size(); i++) {
            Citation citation = citations.get(i);
            all.add("@misc{%s-%d,".formatted(key, i + 1));
            if (!citation.doi().isEmpty()) {
                all.add("  doi = {%s},".formatted(escaped(citation.doi())));
            }
            all.add("  note = {%s}".formatted(escaped(citation.text()))).add("}").add("");
        }
    }

    /** What a model's author wrote, so that it neither ends the field nor is read as TeX. */
    private static String escaped(String text) {
        return text.replaceAll("[{}\\\\]", "").replaceAll("([&%$#_])", "\\\\$1");
    }

    private static String resource(String name, String version) {
        try (InputStream in = Citations.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace(VERSION, version);
        } catch (IOException e) {
            throw new IllegalStateException("The plug-in's jar cannot be read: " + name, e);
        }
    }
}
