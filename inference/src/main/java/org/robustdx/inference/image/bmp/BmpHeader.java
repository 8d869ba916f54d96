package org.robustdx.inference.image.bmp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.pixels.ColourTable;

/**
 * The header of a BMP: BITMAPCOREHEADER, BITMAPINFOHEADER to BITMAPV5HEADER, and that of OS/2 2.x.
 *
 * @param size bytes of the information header, which begins at byte 14
 * @param topDown whether the first row is the upper one
 * @param bits bits of a pixel
 * @param pixelOffset where the pixels begin
 */
record BmpHeader(int size, int width, int height, boolean topDown, int bits, Coding coding, int pixelOffset) {
    /** Offset of the information header: the size of the file header before it. */
    static final int START = 14;

    static final int CORE_SIZE = 12;
    private static final int INFO_SIZE = 40;
    private static final int OS2_SIZE = 64;
    private static final Set<Integer> SIZES = Set.of(CORE_SIZE, INFO_SIZE, 52, 56, OS2_SIZE, 108, 124);
    private static final Map<Integer, Coding> CODINGS =
            Map.of(0, Coding.PLAIN, 1, Coding.RLE8, 2, Coding.RLE4, 3, Coding.MASKS, 6, Coding.MASKS);
    private static final Map<Integer, String> UNSUPPORTED =
            Map.of(4, "embedded JPEG", 5, "embedded PNG", 11, "CMYK", 12, "CMYK RLE8", 13, "CMYK RLE4");
    private static final Map<Integer, String> OS2_UNSUPPORTED = Map.of(3, "Huffman 1D", 4, "RLE24");

    /** How the pixels are coded. */
    enum Coding {
        /** One after the other; each row is padded to a multiple of four bytes. */
        PLAIN,
        /** One after the other; masks give the bits of each colour. */
        MASKS,
        /** Runs of bytes. */
        RLE8,
        /** Runs of half bytes. */
        RLE4
    }

    /** Returns whether the content begins as a BMP does. "BM" alone is too common, so the size of the header must be a known one, too. */
    static boolean matches(byte[] content) {
        return content.length > START + 4
                && content[0] == 'B'
                && content[1] == 'M'
                && SIZES.contains(little(content).getInt(START));
    }

    /** @throws RefusedException if the header is damaged, or the image is too large or of an unsupported kind */
    static BmpHeader of(byte[] content, DecodeLimits limits) throws RefusedException {
        if (!matches(content) || content.length < START + little(content).getInt(START)) {
            throw new RefusedException(Reason.CORRUPT, "truncated: the header is not within the content");
        }
        ByteBuffer in = little(content);
        int size = in.getInt(START);
        boolean core = size == CORE_SIZE;
        long width = core ? in.getShort(18) & 0xffff : in.getInt(18);
        long height = core ? in.getShort(20) & 0xffff : in.getInt(22);
        int bits = in.getShort(core ? 24 : 28) & 0xffff;
        Coding coding = core ? Coding.PLAIN : coding(in.getInt(30), size == OS2_SIZE);
        limits.checkPixels(width, Math.abs(height));
        boolean fits =
                switch (coding) {
                    case PLAIN -> Set.of(1, 2, 4, 8, 16, 24, 32).contains(bits);
                    case MASKS -> bits == 16 || bits == 32;
                    case RLE8 -> bits == 8 && height > 0;
                    case RLE4 -> bits == 4 && height > 0;
                };
        if (!fits) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    bits + " bits per pixel" + (height < 0 ? ", top-down," : "") + " are not supported with coding "
                            + coding);
        }
        long pixelOffset = in.getInt(10) & 0xffffffffL;
        if (pixelOffset < START + size || pixelOffset > content.length) {
            throw new RefusedException(
                    Reason.CORRUPT, "pixels at " + pixelOffset + " (expected: after the header, within the content)");
        }
        return new BmpHeader(size, (int) width, (int) Math.abs(height), height < 0, bits, coding, (int) pixelOffset);
    }

    private static Coding coding(int code, boolean os2) throws RefusedException {
        String name = (os2 ? OS2_UNSUPPORTED : UNSUPPORTED).get(code);
        Coding coding = name == null ? CODINGS.get(code) : null;
        if (coding == null) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "compression " + code + " (" + (name == null ? "unknown" : name) + ") is not supported");
        }
        return coding;
    }

    /**
     * Returns the palette of an image of at most 8 bits.
     *
     * @throws RefusedException if it reaches into the pixels
     */
    ColourTable palette(byte[] content) throws RefusedException {
        int entry = size == CORE_SIZE ? 3 : 4;
        int room = (pixelOffset - START - size) / entry;
        long used = size == CORE_SIZE ? 0 : little(content).getInt(46) & 0xffffffffL;
        // Some writers store fewer colours than they declare. An index beyond them is black.
        int count = (int) Math.min(Math.min(room, 1 << bits), used == 0 ? Long.MAX_VALUE : used);
        int[] colours = new int[count];
        for (int i = 0; i < count; i++) {
            int at = START + size + i * entry;
            colours[i] =
                    0xff << 24 | (content[at + 2] & 0xff) << 16 | (content[at + 1] & 0xff) << 8 | (content[at] & 0xff);
        }
        return new ColourTable(colours);
    }

    /**
     * Returns the masks of red, green, blue and alpha of an image of 16 or 32 bits. The bits of each mask are contiguous; the mask of alpha may be 0.
     *
     * @throws RefusedException if they are not
     */
    int[] masks(byte[] content) throws RefusedException {
        if (coding == Coding.PLAIN) {
            return bits == 16 ? new int[] {0x7c00, 0x03e0, 0x001f, 0} : new int[] {0xff0000, 0x00ff00, 0x0000ff, 0};
        }
        ByteBuffer in = little(content);
        int at = START + INFO_SIZE;
        int needed = Math.max(size, INFO_SIZE + 12) + START;
        if (pixelOffset < needed) {
            throw new RefusedException(
                    Reason.CORRUPT, "pixels at " + pixelOffset + " (expected: after the masks, at " + needed + ")");
        }
        int[] masks = {in.getInt(at), in.getInt(at + 4), in.getInt(at + 8), size >= 56 ? in.getInt(at + 12) : 0};
        int seen = 0;
        for (int c = 0; c < masks.length; c++) {
            int mask = masks[c];
            int ones = mask >>> Integer.numberOfTrailingZeros(mask);
            boolean together = mask != 0 && (ones & (ones + 1)) == 0;
            if ((c < 3 || mask != 0) && (!together || (seen & mask) != 0 || (bits == 16 && mask >>> 16 != 0))) {
                throw new RefusedException(Reason.UNSUPPORTED, "colour masks with gaps or overlaps are not supported");
            }
            seen |= mask;
        }
        return masks;
    }

    private static ByteBuffer little(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }
}
