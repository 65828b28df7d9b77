package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedFolderTest {

    @TempDir Path folder;

    private Path images;
    private Path masks;

    @BeforeEach
    void makeFolders() throws IOException {
        images = Files.createDirectories(folder.resolve("polyps/images"));
        masks = Files.createDirectories(folder.resolve("polyps/masks"));
    }

    private static void touch(Path folder, String... names) throws IOException {
        for (String name : names) {
            Files.createFile(folder.resolve(name));
        }
    }

    private static List<String> names(PairedFolder paired) {
        return paired.pairs().stream().map(ImagePair::name).toList();
    }

    @Test
    void pairsComeInTheOrderPeopleCount() throws IOException {
        touch(images, "s10.jpg", "s9.jpg", "s1.jpg", "r2.jpg", "s02.jpg");
        touch(masks, "s9.png", "s10.png", "s02.png", "s1.png", "r2.png");

        PairedFolder paired = PairedFolder.scan(images, masks);

        assertEquals(List.of("r2", "s1", "s02", "s9", "s10"), names(paired));
        ImagePair last = paired.pairs().get(4);
        assertEquals(images.resolve("s10.jpg"), last.image());
        assertEquals(masks.resolve("s10.png"), last.mask());
        assertEquals("polyps", last.dataSet());
    }

    @Test
    void masksMayHaveTheUsualEndings() throws IOException {
        touch(images, "ISIC_7.jpg", "benign (1).png", "case-3.tif", "x_image.png", "plain.png");
        touch(masks, "ISIC_7_segmentation.png", "benign (1)_mask.png", "case-3-Label.tif");
        touch(masks, "x_mask.png", "plain.png");

        PairedFolder paired = PairedFolder.scan(images, masks);

        assertEquals(5, paired.pairs().size());
        assertTrue(paired.imagesWithoutMask().isEmpty() && paired.masksWithoutImage().isEmpty());
        for (ImagePair pair : paired.pairs()) {
            String start = pair.name().substring(0, 1);
            assertTrue(pair.mask().getFileName().toString().startsWith(start), pair.toString());
        }
    }

    @Test
    void imagesAndMasksMayShareAFolder() throws IOException {
        touch(images, "a.png", "a_mask.png", "b.png", "b_mask.png", "c_mask.png");

        PairedFolder paired = PairedFolder.scan(images, images);

        assertEquals(List.of("a", "b"), names(paired));
        assertEquals(List.of(images.resolve("c_mask.png")), paired.masksWithoutImage());
    }

    @Test
    void filesWithoutPartnerAreReportedAndOthersPassedOver() throws IOException {
        touch(images, "1.png", "2.png", "10.png", "notes.txt", ".hidden.png");
        touch(masks, "2.png", "7.png", "7_mask.png", "table.csv");

        PairedFolder paired = PairedFolder.scan(images, masks);

        assertEquals(List.of("2"), names(paired));
        assertEquals(
                List.of(images.resolve("1.png"), images.resolve("10.png")),
                paired.imagesWithoutMask());
        assertEquals(
                List.of(masks.resolve("7.png"), masks.resolve("7_mask.png")),
                paired.masksWithoutImage());
    }

    @Test
    void foldersThatDoNotMatchAreRefusedInOneSentence() throws IOException {
        touch(images, "a.png");
        touch(masks, "b.png");

        IOException e = assertThrows(IOException.class, () -> PairedFolder.scan(images, masks));

        assertTrue(e.getMessage().startsWith("None of the 1 images in " + images), e.getMessage());
        Path missing = folder.resolve("nowhere");
        e = assertThrows(IOException.class, () -> PairedFolder.scan(missing, masks));
        assertEquals("There is no folder " + missing + ".", e.getMessage());
    }

    @Test
    void filesThatClaimTheSameNameAreRefused() throws IOException {
        touch(images, "a.png", "b.png");
        touch(masks, "a_mask.png", "a_label.png", "b.png");
        assertThrows(IOException.class, () -> PairedFolder.scan(images, masks));

        touch(images, "b.jpg");
        IOException e = assertThrows(IOException.class, () -> PairedFolder.scan(images, masks));
        assertTrue(e.getMessage().contains("b.jpg"), e.getMessage());
    }
}
