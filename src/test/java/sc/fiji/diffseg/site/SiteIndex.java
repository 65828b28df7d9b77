package sc.fiji.diffseg.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What the file {@code db.xml.gz} of an update site tells Fiji's updater: for every file the
 * version that is offered, and those that were, which it may replace or remove.
 */
final class SiteIndex {

    /** Name of the file. */
    static final String FILE_NAME = "db.xml.gz";

    private static final String DESCRIPTION =
            "Diffusion models that segment images: LEAF and UniSegDiff.";
    private static final String PLUGIN = "jars/diffusion-segmentation.jar";

    private final Map<String, Component> components = new TreeMap<>();

    /**
     * A version of a file.
     *
     * @param timestamp year to second, 14 digits
     */
    private record Version(String path, String checksum, long timestamp) {}

    /** A file through its versions; nothing is offered of what has been withdrawn. */
    private static final class Component {
        private Version offered;
        private long size;
        private final List<Version> previous = new ArrayList<>();
    }

    /** The index of a site that does not exist yet. */
    static SiteIndex empty() {
        return new SiteIndex();
    }

    /** The index that a site has. */
    static SiteIndex read(Path file) throws IOException {
        SiteIndex index = new SiteIndex();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            NodeList plugins = parse(in).getElementsByTagName("plugin");
            for (int i = 0; i < plugins.getLength(); i++) {
                index.add((Element) plugins.item(i));
            }
        }
        return index;
    }

    private static Document parse(InputStream in) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature(
                    "http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return factory.newDocumentBuilder().parse(in);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("The index of the update site cannot be read: " + e, e);
        }
    }

    private void add(Element plugin) {
        String path = plugin.getAttribute("filename");
        Component component = new Component();
        NodeList versions = plugin.getElementsByTagName("version");
        for (int i = 0; i < versions.getLength(); i++) {
            Element version = (Element) versions.item(i);
            component.offered = version(version, path);
            component.size = Long.parseLong(version.getAttribute("filesize"));
        }
        NodeList previous = plugin.getElementsByTagName("previous-version");
        for (int i = 0; i < previous.getLength(); i++) {
            Element version = (Element) previous.item(i);
            String name = version.getAttribute("filename");
            component.previous.add(version(version, name.isEmpty() ? path : name));
        }
        components.put(SiteFile.component(path), component);
    }

    private static Version version(Element element, String path) {
        return new Version(
                path,
                element.getAttribute("checksum"),
                Long.parseLong(element.getAttribute("timestamp")));
    }

    /**
     * Offers these files and no others. What was offered and differs becomes a previous version.
     *
     * @param timestamp of the versions that are new
     */
    void offer(List<SiteFile> files, long timestamp) {
        Map<String, SiteFile> offers = new TreeMap<>();
        files.forEach(file -> offers.put(SiteFile.component(file.path()), file));
        offers.keySet().forEach(name -> components.putIfAbsent(name, new Component()));
        components.forEach((name, component) -> offer(component, offers.get(name), timestamp));
    }

    private static void offer(Component component, SiteFile file, long timestamp) {
        Version before = component.offered;
        boolean same =
                before != null
                        && file != null
                        && before.checksum.equals(file.checksum())
                        && before.path.equals(file.path());
        if (!same) {
            if (before != null) {
                component.previous.add(before);
            }
            component.offered =
                    file == null ? null : new Version(file.path(), file.checksum(), timestamp);
        }
        component.size = file == null ? 0 : file.size();
    }

    /** The name by which the updater fetches a file that is offered, relative to the site. */
    String download(SiteFile file) {
        return file.path()
                + "-"
                + components.get(SiteFile.component(file.path())).offered.timestamp;
    }

    /** Writes the index into a site's folder. */
    void write(Path site) throws IOException {
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(site.resolve(FILE_NAME)))) {
            XMLStreamWriter xml =
                    XMLOutputFactory.newInstance().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("pluginRecords");
            for (Component component : components.values()) {
                write(component, xml);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException("The index of the update site cannot be written: " + e, e);
        }
    }

    private void write(Component component, XMLStreamWriter xml) throws XMLStreamException {
        List<Version> previous = component.previous;
        Version offered = component.offered;
        Version named = offered == null ? previous.get(previous.size() - 1) : offered;
        xml.writeStartElement("plugin");
        xml.writeAttribute("filename", named.path);
        if (offered != null) {
            xml.writeStartElement("version");
            write(offered, xml);
            xml.writeAttribute("filesize", Long.toString(component.size));
            if (SiteFile.component(offered.path).equals(PLUGIN)) {
                xml.writeStartElement("description");
                xml.writeCharacters(DESCRIPTION);
                xml.writeEndElement();
                writeDependencies(xml);
            }
            xml.writeEndElement();
        }
        for (Version version : previous) {
            xml.writeEmptyElement("previous-version");
            write(version, xml);
            xml.writeAttribute("filename", version.path);
        }
        xml.writeEndElement();
    }

    private static void write(Version version, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeAttribute("checksum", version.checksum);
        xml.writeAttribute("timestamp", Long.toString(version.timestamp));
    }

    /** Who takes the plug-in alone needs the other jars as well. */
    private void writeDependencies(XMLStreamWriter xml) throws XMLStreamException {
        for (Map.Entry<String, Component> entry : components.entrySet()) {
            Version offered = entry.getValue().offered;
            String name = entry.getKey();
            if (offered != null && name.startsWith("jars/") && !name.equals(PLUGIN)) {
                xml.writeEmptyElement("dependency");
                xml.writeAttribute("filename", name);
                xml.writeAttribute("timestamp", Long.toString(offered.timestamp));
            }
        }
    }
}
