package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipDirectoryTest {

    private static final byte[] BYTES = {1, 2, 3, 4};

    @TempDir Path folder;

    @Test
    void entriesComeWithTheirPlaces() throws IOException {
        byte[] zip = new ZipBuilder().stored("a/b", BYTES).deflated("c", new byte[100]).bytes();

        Map<String, ZipItem> items = read(zip);

        assertEquals(List.of("a/b", "c"), List.copyOf(items.keySet()));
        ZipItem first = items.get("a/b");
        assertArrayEquals(BYTES, Arrays.copyOfRange(zip, (int) first.data(), (int) first.end()));
        assertTrue(items.get("c").deflated() && items.get("c").length() == 100);
        assertFalse(first.deflated());
    }

    @Test
    void archivesWithoutThe64BitEndAreRead() throws IOException {
        assertEquals(1, read(new ZipBuilder().stored("a", BYTES).without64BitEnd().bytes()).size());
    }

    @Test
    void archivesOfOtherToolsAreRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setComment("made by hand");
            zip.putNextEntry(new ZipEntry("folder/"));
            zip.putNextEntry(new ZipEntry("folder/file"));
            zip.write(BYTES);
        }
        assertEquals(4, read(out.toByteArray()).get("folder/file").length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../pwned",
                "a/../../pwned",
                "/etc/pwned",
                "a/..",
                "C:/pwned",
                "a\\..\\pwned",
                "a\u0000b",
                ""
            })
    void namesThatLeadOutOfTheArchiveAreRefused(String name) {
        assertRefused(new ZipBuilder().stored(name, BYTES), "leads out of the archive");
    }

    @Test
    void aNameThatOccursTwiceIsRefused() {
        assertRefused(new ZipBuilder().stored("a", BYTES).stored("a", BYTES), "two entries 'a'");
    }

    @Test
    void entriesThatOverlapAreRefused() {
        ZipBuilder same = new ZipBuilder().stored("a", BYTES);
        same.add("b", BYTES, 0, entry -> entry.localOffset = 0);
        assertRefused(same, "overlaps another one");

        byte[] inner = new byte[200];
        ZipBuilder nested = new ZipBuilder().stored("a", inner);
        nested.add("b", BYTES, 0, entry -> entry.localOffset = 60);
        assertRefused(nested, "overlaps another one");
    }

    @Test
    void lengthsBeyondTheFileAreRefused() {
        for (long length : new long[] {1000, 1L << 40, Long.MAX_VALUE}) {
            ZipBuilder zip = new ZipBuilder();
            zip.add(
                    "a",
                    BYTES,
                    0,
                    entry -> {
                        entry.wide = true;
                        entry.length = length;
                        entry.announcedPacked = length;
                    });
            assertRefused(zip, "lies outside the file");
        }
    }

    @Test
    void aStoredEntryWithTwoLengthsIsRefused() {
        ZipBuilder zip = new ZipBuilder();
        zip.add("a", BYTES, 0, entry -> entry.length = 5);
        assertRefused(zip, "two different lengths");
    }

    @Test
    void aLocalHeaderThatDisagreesIsRefused() {
        ZipBuilder zip = new ZipBuilder();
        zip.add("a", BYTES, 0, entry -> entry.localName = "b");
        assertRefused(zip, "disagree");
    }

    @Test
    void encryptedEntriesAndOddMethodsAreRefused() {
        ZipBuilder encrypted = new ZipBuilder();
        encrypted.add("a", BYTES, 0, entry -> entry.flags |= 1);
        assertRefused(encrypted, "encrypted");

        ZipBuilder odd = new ZipBuilder();
        odd.add("a", BYTES, 0, entry -> entry.method = 12);
        assertRefused(odd, "method 12");
    }

    @Test
    void somethingBetweenDirectoryAndEndIsRefused() {
        byte[] zip = new ZipBuilder().stored("a", BYTES).without64BitEnd().bytes();
        byte[] gap = new byte[zip.length + 3];
        System.arraycopy(zip, 0, gap, 0, zip.length - 22);
        System.arraycopy(zip, zip.length - 22, gap, gap.length - 22, 22);
        assertTrue(refusal(gap).contains("gap behind its zip directory"));
    }

    @Test
    void twoEndsThatContradictEachOtherAreRefused() {
        byte[] zip = new ZipBuilder().stored("a", BYTES).bytes();
        zip[zip.length - 6]++;
        assertTrue(refusal(zip).contains("contradict each other"));
    }

    @Test
    void aBombSaysWhatItIs() throws IOException {
        byte[] zeros = new byte[1 << 20];
        ZipBuilder lying = new ZipBuilder();
        lying.add("a", zeros, 8, entry -> entry.length = 60L << 20);
        ZipItem item = read(lying.bytes()).get("a");
        assertEquals(60 << 20, item.length());
        String message =
                assertThrows(
                                WeightsException.class,
                                () ->
                                        InflatedBytes.of(
                                                new FileBytes(folder, null, 0, item.packedLength()),
                                                item.length(),
                                                new InflatedBytes.Memory(),
                                                "f",
                                                "a"))
                        .getMessage();
        assertTrue(message.contains("cannot unpack from"), message);
    }

    private void assertRefused(ZipBuilder zip, String words) {
        String message = refusal(zip.bytes());
        assertTrue(message.contains(words) && message.endsWith("."), message);
    }

    private String refusal(byte[] zip) {
        return assertThrows(WeightsException.class, () -> read(zip)).getMessage();
    }

    private Map<String, ZipItem> read(byte[] zip) throws IOException {
        Path path = Files.write(folder.resolve("made.zip"), zip);
        try (FileChannel channel = FileChannel.open(path)) {
            return ZipDirectory.read(new FileBytes(path, channel, 0, zip.length), "made.zip");
        }
    }
}
