package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.plugins.tiff.TIFFTag;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OmeTiffsTest {

    private static final String SIZES = "SizeC='2' SizeZ='3' SizeT='4'";

    @TempDir Path folder;

    /** A TIFF with a page for every value, all pixels of which have it. */
    private Path write(String description, int... values) throws IOException {
        BufferedImage[] pages = new BufferedImage[values.length];
        for (int i = 0; i < pages.length; i++) {
            ByteProcessor page = new ByteProcessor(4, 3);
            page.set(values[i]);
            pages[i] = page.getBufferedImage();
        }
        return write(description, pages);
    }

    private Path write(String description, BufferedImage... pages) throws IOException {
        Path file = folder.resolve("cells.ome.tif");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (BufferedImage page : pages) {
                ImageTypeSpecifier type = new ImageTypeSpecifier(page);
                IIOMetadata metadata =
                        writer.getDefaultImageMetadata(type, writer.getDefaultWriteParam());
                if (page == pages[0]) {
                    TIFFDirectory tags = TIFFDirectory.createFromMetadata(metadata);
                    TIFFTag tag = BaselineTIFFTagSet.getInstance().getTag(270);
                    String[] text = {description};
                    tags.addTIFFField(new TIFFField(tag, TIFFTag.TIFF_ASCII, 1, text));
                    metadata = tags.getAsMetadata();
                }
                writer.writeToSequence(new IIOImage(page, null, metadata), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return file;
    }

    private static String ome(String attributes, String content) {
        return "<?xml version='1.0' encoding='UTF-8'?><!-- Warning: keep this. -->"
                + "<OME xmlns='http://www.openmicroscopy.org/Schemas/OME/2016-06'>"
                + "<Image ID='Image:0'><Pixels ID='Pixels:0' Type='uint8' %s>%s</Pixels></Image></OME>"
                        .formatted(attributes, content);
    }

    private static int value(int c, int z, int t) {
        return 100 * c + 10 * z + t;
    }

    @ParameterizedTest
    @ValueSource(strings = {"XYCZT", "XYZCT", "XYTZC", "XYZTC"})
    void planesLieWhereTheFileSays(String order) throws IOException {
        int[] sizes = {2, 3, 4};
        int[] values = new int[24];
        for (int i = 0; i < values.length; i++) {
            int rest = i;
            int[] at = new int[3];
            for (char axis : order.substring(2).toCharArray()) {
                int d = "CZT".indexOf(axis);
                at[d] = rest % sizes[d];
                rest /= sizes[d];
            }
            values[i] = value(at[0], at[1], at[2]);
        }
        String calibration =
                " PhysicalSizeX='0.25' PhysicalSizeY='0.5' PhysicalSizeZ='2' PhysicalSizeZUnit='&#956;m'"
                        + " PhysicalSizeXUnit='&#181;m' TimeIncrement='30'";
        String xml =
                ome("DimensionOrder='%s' %s%s".formatted(order, SIZES, calibration), "<TiffData/>");

        ImagePlus image = ImageFiles.open(write(xml, values));

        assertArrayEquals(new int[] {4, 3, 2, 3, 4}, image.getDimensions());
        for (int i = 0; i < values.length; i++) {
            int at = image.getStackIndex(i % 2 + 1, i / 2 % 3 + 1, i / 6 + 1);
            assertEquals(
                    value(i % 2, i / 2 % 3, i / 6), image.getStack().getProcessor(at).get(1, 1));
        }
        Calibration read = image.getCalibration();
        assertArrayEquals(
                new double[] {0.25, 0.5, 2, 30},
                new double[] {
                    read.pixelWidth, read.pixelHeight, read.pixelDepth, read.frameInterval
                });
        assertEquals("\u00b5m \u00b5m \u00b5m s", units(read));
    }

    private static String units(Calibration of) {
        return String.join(" ", of.getXUnit(), of.getYUnit(), of.getZUnit(), of.getTimeUnit());
    }

    @Test
    void everyPlaneMayNameItsPage() throws IOException {
        String planes =
                "<TiffData IFD='2' FirstC='0'><UUID FileName='cells.ome.tif'>urn</UUID></TiffData>"
                        + "<TiffData IFD='0' FirstC='1' PlaneCount='2'/>";
        String xml = ome("DimensionOrder='XYCZT' SizeC='3' SizeZ='1' SizeT='1'", planes);
        ImagePlus image = ImageFiles.open(write(xml, 5, 6, 7));
        assertEquals(3, image.getNChannels());
        assertEquals(7, image.getStack().getProcessor(1).get(0));
        assertEquals(5, image.getStack().getProcessor(2).get(0));
        assertEquals(6, image.getStack().getProcessor(3).get(0));
    }

    @Test
    void pixelsOfColourAreOneChannel() throws IOException {
        String xml =
                ome(
                        "DimensionOrder='XYCZT' SizeC='3' SizeZ='2' SizeT='1'",
                        "<Channel SamplesPerPixel='3'/><TiffData IFD='0' PlaneCount='2'/>");
        BufferedImage page = new ColorProcessor(4, 3).getBufferedImage();
        BufferedImage rgb = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        rgb.createGraphics().drawImage(page, 0, 0, null);
        ImagePlus image = ImageFiles.open(write(xml, rgb, rgb));
        assertEquals(ImagePlus.COLOR_RGB, image.getType());
        assertArrayEquals(new int[] {4, 3, 1, 2, 1}, image.getDimensions());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <OME><Image><Pixels SizeC='2'                                    | is broken at
                    <OME><BinaryOnly MetadataFile='other.ome'/></OME>                | does not tell of
                    <!DOCTYPE OME SYSTEM "file:///etc/passwd"><OME><Pixels/></OME>   | document type
                    <OME><Pixels SizeC='2' SizeZ='1' SizeT='1' DimensionOrder='XYCZT'/></OME> | has 3 planes
                    <OME><Pixels SizeC='3' SizeZ='1' SizeT='1' DimensionOrder='ZXY'/></OME> | order "ZXY"
                    <OME><Pixels SizeC='many' SizeZ='1' SizeT='1'/></OME>            | SizeC "many"
                    <OME><Pixels SizeC='3' SizeT='1' DimensionOrder='XYCZT'/></OME>  | tell SizeZ
                    <OME><Pixels SizeC='3' SizeZ='1' SizeT='1' DimensionOrder='XYCZT'><TiffData IFD='1'/></Pixels></OME> | where every plane
                    <OME><Pixels SizeC='3' SizeZ='1' SizeT='1' DimensionOrder='XYCZT'><TiffData IFD='1' PlaneCount='3'/></Pixels></OME> | not there
                    """)
    void whatDoesNotFitIsRefusedInOneSentence(String xml, String reason) throws IOException {
        Path file = write(xml, 1, 2, 3);
        IOException e = assertThrows(IOException.class, () -> ImageFiles.open(file));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        assertTrue(e.getMessage().endsWith("save it as an ImageJ TIFF."), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void noFileIsReadThatTheTextNames() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "2");
        String xml =
                "<!DOCTYPE OME [<!ENTITY n SYSTEM '%s'>]><OME><Pixels SizeC='3' SizeZ='1' SizeT='1' DimensionOrder='XYCZT'>&n;</Pixels></OME>"
                        .formatted(secret.toUri());
        Path file = write(xml, 1, 2, 3);
        IOException e = assertThrows(IOException.class, () -> ImageFiles.open(file));
        assertTrue(e.getMessage().contains("document type"), e.getMessage());
    }
}
