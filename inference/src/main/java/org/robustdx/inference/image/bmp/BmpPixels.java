package org.robustdx.inference.image.bmp;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.bmp.BmpHeader.Coding;
import org.robustdx.inference.image.pixels.Canvas;
import org.robustdx.inference.image.pixels.ColourTable;
import org.robustdx.inference.image.pixels.Depth;

/** Decodes the pixels of a BMP. */
final class BmpPixels {
    private final byte[] content;
    private final BmpHeader header;

    BmpPixels(byte[] content, BmpHeader header) {
        this.content = content;
        this.header = header;
    }

    Raster read() throws RefusedException {
        boolean plain = header.coding() == Coding.PLAIN || header.coding() == Coding.MASKS;
        if (plain) {
            long last = (header.width() * (long) header.bits() + 7) / 8;
            long end = header.pixelOffset() + (header.height() - 1) * stride() + last;
            if (end > content.length) {
                throw new RefusedException(
                        Reason.CORRUPT, "truncated: pixels end at " + end + " of " + content.length + " bytes");
            }
        }
        if (header.bits() <= 8) {
            return plain ? indexed() : runs();
        }
        return header.bits() == 24 ? bytes() : masked();
    }

    private long stride() {
        return (header.width() * (long) header.bits() + 31) / 32 * 4;
    }

    /** Returns the offset of a row. The last row is stored first, unless the header says otherwise. */
    private int row(int y) {
        return (int) (header.pixelOffset() + stride() * (header.topDown() ? y : header.height() - 1 - y));
    }

    private Raster indexed() throws RefusedException {
        ColourTable table = header.palette(content);
        Canvas canvas = new Canvas(header.width(), header.height(), table.channels(), false);
        int bits = header.bits();
        int mask = (1 << bits) - 1;
        for (int y = 0; y < header.height(); y++) {
            int row = row(y);
            for (int x = 0, bit = 0; x < header.width(); x++, bit += bits) {
                int index = content[row + (bit >> 3)] >> (8 - bits - (bit & 7)) & mask;
                canvas.argb(table.argb(index));
            }
        }
        return canvas.toRaster();
    }

    private Raster runs() throws RefusedException {
        ColourTable table = header.palette(content);
        byte[] indexes = new BmpRuns(content, header).read();
        Canvas canvas = new Canvas(header.width(), header.height(), table.channels(), false);
        for (byte index : indexes) {
            canvas.argb(table.argb(index & 0xff));
        }
        return canvas.toRaster();
    }

    private Raster bytes() throws RefusedException {
        Canvas canvas = new Canvas(header.width(), header.height(), 3, false);
        for (int y = 0; y < header.height(); y++) {
            for (int x = 0, at = row(y); x < header.width(); x++, at += 3) {
                canvas.rgb(content[at + 2] & 0xff, content[at + 1] & 0xff, content[at] & 0xff, 255);
            }
        }
        return canvas.toRaster();
    }

    private Raster masked() throws RefusedException {
        int[] masks = header.masks(content);
        int[] shifts = new int[4];
        int[] depths = new int[4];
        for (int c = 0; c < 4; c++) {
            shifts[c] = Integer.numberOfTrailingZeros(masks[c]);
            depths[c] = Integer.bitCount(masks[c]);
        }
        int pixelBytes = header.bits() / 8;
        Canvas canvas = new Canvas(header.width(), header.height(), 3, false);
        int[] samples = {0, 0, 0, 255};
        int used = masks[3] == 0 ? 3 : 4;
        for (int y = 0; y < header.height(); y++) {
            for (int x = 0, at = row(y); x < header.width(); x++, at += pixelBytes) {
                int pixel = (content[at + 1] & 0xff) << 8 | (content[at] & 0xff);
                if (pixelBytes == 4) {
                    pixel |= (content[at + 3] & 0xff) << 24 | (content[at + 2] & 0xff) << 16;
                }
                for (int c = 0; c < used; c++) {
                    samples[c] = Depth.toByte((pixel & masks[c]) >>> shifts[c], depths[c]);
                }
                canvas.rgb(samples[0], samples[1], samples[2], samples[3]);
            }
        }
        return canvas.toRaster();
    }
}
