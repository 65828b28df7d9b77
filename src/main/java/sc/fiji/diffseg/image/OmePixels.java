package sc.fiji.diffseg.image;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What OME-XML says of the planes of the first image of a file: the attributes of its {@code
 * Pixels}, and which page of the TIFF holds which plane (OME data model 2016-06). Document types
 * and entities of its own are refused.
 */
final class OmePixels {

    private final Map<String, String> attributes;
    private final List<Map<String, String>> blocks;
    private final int samples;

    private OmePixels(
            Map<String, String> attributes, List<Map<String, String>> blocks, int samples) {
        this.attributes = attributes;
        this.blocks = blocks;
        this.samples = samples;
    }

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException with the end of a sentence, if it is broken or tells of no
     *     pixels
     */
    static OmePixels parse(String xml) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Map<String, String> pixels = null;
        List<Map<String, String>> blocks = new ArrayList<>();
        int samples = 1;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new IllegalArgumentException("has a document type, which is not read");
                }
                boolean end = event == XMLStreamConstants.END_ELEMENT;
                if (end && reader.getLocalName().equals("Pixels")) {
                    return new OmePixels(pixels, blocks, samples);
                }
                String name =
                        event == XMLStreamConstants.START_ELEMENT ? reader.getLocalName() : "";
                if (name.equals("Pixels")) {
                    pixels = attributes(reader);
                } else if (name.equals("TiffData") && pixels != null) {
                    blocks.add(attributes(reader));
                } else if (name.equals("Channel") && pixels != null) {
                    samples = number(attributes(reader), "SamplesPerPixel", 1);
                }
            }
        } catch (XMLStreamException e) {
            int at = e.getLocation() == null ? 0 : e.getLocation().getCharacterOffset();
            throw new IllegalArgumentException("is broken at character " + at, e);
        }
        throw new IllegalArgumentException("does not tell of the planes");
    }

    private static Map<String, String> attributes(XMLStreamReader element) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < element.getAttributeCount(); i++) {
            attributes.put(element.getAttributeLocalName(i), element.getAttributeValue(i));
        }
        return attributes;
    }

    private static int number(Map<String, String> attributes, String name, int otherwise) {
        String text = attributes.getOrDefault(name, Integer.toString(otherwise)).trim();
        try {
            int number = Integer.parseInt(text);
            if (number >= Math.min(0, otherwise)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Neither is a number below 0.
        }
        throw new IllegalArgumentException("has the impossible %s \"%s\"".formatted(name, text));
    }

    private int size(String name) {
        int size = number(attributes, name, 0);
        if (size < 1) {
            throw new IllegalArgumentException("does not tell " + name);
        }
        return size;
    }

    /** Number of slices (z). */
    int slices() {
        return size("SizeZ");
    }

    /** Number of frames (t). */
    int frames() {
        return size("SizeT");
    }

    /**
     * Number of channels.
     *
     * @param colour whether red, green and blue lie in one plane and are one channel here
     */
    int channels(boolean colour) {
        return colour ? Math.max(1, size("SizeC") / Math.max(1, samples)) : size("SizeC");
    }

    /** The distance of neighbouring pixels along an axis, and of frames along T, if it is told. */
    OptionalDouble spacing(char axis) {
        String text = attributes.get(axis == 'T' ? "TimeIncrement" : "PhysicalSize" + axis);
        try {
            double spacing = text == null ? 0 : Double.parseDouble(text);
            return spacing > 0 && Double.isFinite(spacing)
                    ? OptionalDouble.of(spacing)
                    : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** The unit of a spacing; empty if it is no physical one. */
    Optional<String> unit(char axis) {
        String name = axis == 'T' ? "TimeIncrementUnit" : "PhysicalSize" + axis + "Unit";
        String unit = attributes.getOrDefault(name, axis == 'T' ? "s" : "\u00b5m").trim();
        if (unit.equals("pixel") || unit.equals("reference frame")) {
            return Optional.empty();
        }
        // There are two letters mu.
        return Optional.of(unit.replace('\u03bc', '\u00b5'));
    }

    /**
     * On which page every plane lies, channels counting fastest, then slices, then frames.
     *
     * @param count number of pages
     * @throws IllegalArgumentException with the end of a sentence, if there is not one page for
     *     every plane
     */
    int[] pages(boolean colour, int count) {
        int[] sizes = {channels(colour), slices(), frames()};
        if ((long) sizes[0] * sizes[1] * sizes[2] != count) {
            throw new IllegalArgumentException(
                    "tells of %d channels, %d slices and %d frames, but the file has %d planes"
                            .formatted(sizes[0], sizes[1], sizes[2], count));
        }
        int[] pages = new int[count];
        Arrays.fill(pages, -1);
        int[] planes = inOrder(sizes);
        for (Map<String, String> block : blocks.isEmpty() ? List.of(attributes) : blocks) {
            int page = number(block, "IFD", 0);
            int[] first = {
                number(block, "FirstC", 0) / (colour ? Math.max(1, samples) : 1),
                number(block, "FirstZ", 0),
                number(block, "FirstT", 0)
            };
            int begin = 0;
            while (begin < count && planes[begin] != index(first, sizes)) {
                begin++;
            }
            int length = number(block, "PlaneCount", block.containsKey("IFD") ? 1 : count - begin);
            for (int i = 0; i < length; i++) {
                boolean fits = begin + i < count && page + i < count;
                if (!fits || pages[planes[begin + i]] >= 0) {
                    throw new IllegalArgumentException("tells of planes that are not there");
                }
                pages[planes[begin + i]] = page + i;
            }
        }
        if (Arrays.stream(pages).distinct().count() < count || pages[0] < 0) {
            throw new IllegalArgumentException("does not tell where every plane lies");
        }
        return pages;
    }

    private static int index(int[] position, int[] sizes) {
        return position[0] + sizes[0] * (position[1] + sizes[1] * position[2]);
    }

    /** The planes in the order of the file. */
    private int[] inOrder(int[] sizes) {
        String order = attributes.getOrDefault("DimensionOrder", "");
        if (!order.matches("XY(CZT|CTZ|ZCT|ZTC|TCZ|TZC)")) {
            throw new IllegalArgumentException("has the impossible order \"%s\"".formatted(order));
        }
        int[] axes = order.substring(2).chars().map("CZT"::indexOf).toArray();
        int[] planes = new int[sizes[0] * sizes[1] * sizes[2]];
        for (int i = 0; i < planes.length; i++) {
            int rest = i;
            int[] position = new int[sizes.length];
            for (int axis : axes) {
                position[axis] = rest % sizes[axis];
                rest /= sizes[axis];
            }
            planes[i] = index(position, sizes);
        }
        return planes;
    }
}
