package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.TiffDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a file is as long as its header says. ImageJ fills what a cut-off plane lacks with zeros,
 * and leaves away the planes of a stack that are missing altogether.
 */
final class FileLengths {

    private static final int LITTLE_ENDIAN = 0x4949;
    private static final int TO_FIRST_PAGE = 4;
    private static final int BYTES_PER_ENTRY = 12;

    private FileLengths() {}

    /**
     * Whether pixels are missing that a file should hold.
     *
     * @param image what ImageJ made of the file
     */
    static boolean isCutOff(Path file, ImagePlus image) throws IOException {
        FileInfo info = image.getOriginalFileInfo();
        if (info == null) {
            return false;
        }
        boolean tiff = info.fileFormat == FileInfo.TIFF;
        FileInfo[] pages = tiff ? pages(file) : new FileInfo[] {info};
        if (image.getStackSize() < planes(pages)) {
            return true;
        }
        long size = Files.size(file);
        boolean raw = tiff || info.fileFormat == FileInfo.RAW;
        return raw && Arrays.stream(pages).anyMatch(page -> end(page) > size)
                || tiff && isChainBroken(file);
    }

    /** Whether a page of a TIFF points to a next one that lies behind the end of the file. */
    private static boolean isChainBroken(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            boolean little = in.readUnsignedShort() == LITTLE_ENDIAN;
            in.seek(TO_FIRST_PAGE);
            long page = integer(in, little);
            Set<Long> seen = new HashSet<>();
            while (page != 0 && seen.add(page)) {
                in.seek(page);
                int entries = in.readUnsignedShort();
                entries = little ? Short.reverseBytes((short) entries) & 0xffff : entries;
                in.seek(page + 2 + (long) BYTES_PER_ENTRY * entries);
                page = integer(in, little);
            }
            return false;
        } catch (EOFException e) {
            return true;
        }
    }

    private static long integer(RandomAccessFile in, boolean little) throws IOException {
        int value = in.readInt();
        return Integer.toUnsignedLong(little ? Integer.reverseBytes(value) : value);
    }

    private static FileInfo[] pages(Path file) throws IOException {
        String folder = file.toAbsolutePath().getParent() + file.getFileSystem().getSeparator();
        return new TiffDecoder(folder, file.getFileName().toString()).getTiffInfo();
    }

    /** How many planes there should be; of pages of several sizes ImageJ reads the first alone. */
    private static int planes(FileInfo[] pages) {
        FileInfo first = pages[0];
        boolean alike =
                Arrays.stream(pages)
                        .allMatch(
                                page ->
                                        page.width == first.width
                                                && page.height == first.height
                                                && page.fileType == first.fileType);
        return pages.length == 1 ? Math.max(1, first.nImages) : alike ? pages.length : 1;
    }

    /** Where the pixels of a page end; of a compressed one what its strips say. */
    private static long end(FileInfo page) {
        if (page.compression > FileInfo.COMPRESSION_NONE) {
            return endOfStrips(page);
        }
        long images = Math.max(1, page.nImages);
        return page.getOffset() + images * planeBytes(page) + (images - 1) * page.getGap();
    }

    private static long endOfStrips(FileInfo page) {
        long end = 0;
        if (page.stripOffsets != null && page.stripLengths != null) {
            int strips = Math.min(page.stripOffsets.length, page.stripLengths.length);
            for (int i = 0; i < strips; i++) {
                long offset = Integer.toUnsignedLong(page.stripOffsets[i]);
                end = Math.max(end, offset + Integer.toUnsignedLong(page.stripLengths[i]));
            }
        }
        return end;
    }

    /** Rows of pixels that share bytes begin with a byte of their own. */
    private static long planeBytes(FileInfo page) {
        long bitsPerRow =
                switch (page.fileType) {
                    case FileInfo.BITMAP -> page.width;
                    case FileInfo.GRAY10_UNSIGNED -> 10L * page.width;
                    case FileInfo.GRAY12_UNSIGNED -> 12L * page.width;
                    case FileInfo.GRAY24_UNSIGNED -> 24L * page.width;
                    default -> 8L * page.getBytesPerPixel() * page.width;
                };
        return (bitsPerRow + 7) / 8 * page.height;
    }
}
