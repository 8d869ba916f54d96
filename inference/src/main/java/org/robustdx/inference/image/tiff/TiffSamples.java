package org.robustdx.inference.image.tiff;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.TiffDirectory;

/** Decodes the samples that make the picture of a TIFF: it expands strips and tiles, undoes the predictor, and unpacks any number of bits. */
final class TiffSamples {
    private static final int DIFFERENCES = 2;
    /** Many rows are read at once, because an inflater is slow when it is asked for a few bytes. */
    private static final int READ_BYTES = 1 << 16;

    private final byte[] content;
    private final TiffPixels pixels;
    private final TiffSegments segments;
    private final boolean bigEndian;
    private final boolean differences;
    private final int[] kept;
    /** The kept samples, pixel by pixel, in one of these two arrays: the number of bits decides which. */
    private final byte[] narrow;

    private final short[] wide;
    /** The largest value of each kept sample; only for samples of more than 8 bits. */
    private final int[] largest;

    private TiffSamples(byte[] content, TiffDirectory directory, TiffPixels pixels, TiffSegments segments)
            throws RefusedException {
        this.content = content;
        this.pixels = pixels;
        this.segments = segments;
        this.bigEndian = directory.order() == ByteOrder.BIG_ENDIAN;
        this.differences = differences(directory, pixels, segments.compression());
        this.kept = pixels.kept();
        int count = Math.multiplyExact(Math.multiplyExact(pixels.width(), pixels.height()), kept.length);
        this.narrow = new byte[pixels.bits() <= 8 ? count : 0];
        this.wide = new short[pixels.bits() <= 8 ? 0 : count];
        this.largest = new int[kept.length];
    }

    /** Returns the samples of an image. */
    static TiffSamples read(byte[] content, TiffDirectory directory, TiffPixels pixels, TiffSegments segments)
            throws RefusedException {
        TiffSamples samples = new TiffSamples(content, directory, pixels, segments);
        int perPlane = segments.across() * segments.down();
        int planes = pixels.planar() ? samples.kept.length : 1;
        for (int plane = 0; plane < planes; plane++) {
            int first = pixels.planar() ? samples.kept[plane] * perPlane : 0;
            for (int i = 0; i < perPlane; i++) {
                samples.segment(plane, i, first + i);
            }
        }
        return samples;
    }

    private static boolean differences(TiffDirectory directory, TiffPixels pixels, TiffCompression compression)
            throws RefusedException {
        long predictor = directory.number(TiffTag.PREDICTOR, 1);
        if (predictor == 1) {
            return false;
        }
        boolean known = predictor == DIFFERENCES && compression.allowsPredictor();
        if (!known || (pixels.bits() != 8 && pixels.bits() != 16)) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "predictor " + predictor + (predictor == 3 ? " (floating point)" : "") + " with " + pixels.bits()
                            + " bits and compression " + compression + " is not supported");
        }
        return true;
    }

    /** Returns a stored sample by its index: row by row, then pixel by pixel. */
    int get(int index) {
        return pixels.bits() <= 8 ? narrow[index] & 0xff : wide[index] & 0xffff;
    }

    /** Returns the largest of the samples from {@code from} to before {@code to} of all pixels, of those of more than 8 bits. */
    int largest(int from, int to) {
        return Arrays.stream(largest, from, to).max().orElse(0);
    }

    /** Returns the number of samples of a pixel that are kept. */
    int perPixel() {
        return kept.length;
    }

    /** Returns the samples of an image of at most 8 bits. */
    byte[] bytes() {
        return narrow;
    }

    /** @param plane index of the kept sample, if each sample has a plane of its own */
    private void segment(int plane, int place, int index) throws RefusedException {
        int rowBytes = segments.rowBytes(pixels);
        int rows = segments.rows(place / segments.across(), pixels.height());
        int together = Math.max(1, READ_BYTES / rowBytes);
        byte[] packed = new byte[Math.min(together, rows) * rowBytes];
        int[] row = new int[segments.width() * (pixels.planar() ? 1 : pixels.samples())];
        try (InputStream in = segments.open(content, index)) {
            for (int y = 0; y < rows; y += together) {
                int n = Math.min(together, rows - y);
                if (in.readNBytes(packed, 0, n * rowBytes) < n * rowBytes) {
                    throw new RefusedException(Reason.CORRUPT, "truncated: strip or tile " + index + " ends early");
                }
                for (int i = 0; i < n; i++) {
                    row(plane, place, y + i, packed, i * rowBytes, row);
                }
            }
            if (segments.compression() == TiffCompression.DEFLATE) {
                in.skip(1); // to the checksum, which is compared at the end
            }
        } catch (IOException e) {
            throw new RefusedException(
                    Reason.CORRUPT, "strip or tile " + index + " cannot be expanded: " + e.getMessage());
        }
    }

    /** Unpacks a row of a strip or tile into {@code row}, then keeps its samples. */
    private void row(int plane, int place, int rowOfSegment, byte[] packed, int from, int[] row) {
        int left = place % segments.across() * segments.width();
        int y = place / segments.across() * segments.height() + rowOfSegment;
        if (y >= pixels.height()) {
            return;
        }
        int width = Math.min(segments.width(), pixels.width() - left);
        int stride = pixels.planar() ? 1 : pixels.samples();
        int to = (y * pixels.width() + left) * kept.length;
        if (pixels.bits() == 8 && !differences && !pixels.planar() && stride == kept.length) {
            System.arraycopy(packed, from, narrow, to, width * stride);
            return;
        }
        unpack(packed, from, row);
        if (differences) {
            undo(row, stride);
        }
        if (pixels.planar()) {
            store(row, 0, 1, width, to, plane);
        } else {
            for (int k = 0; k < kept.length; k++) {
                store(row, kept[k], stride, width, to, k);
            }
        }
    }

    private void unpack(byte[] packed, int from, int[] row) {
        int bits = pixels.bits();
        if (bits == 8) {
            for (int i = 0; i < row.length; i++) {
                row[i] = packed[from + i] & 0xff;
            }
        } else if (bits == 16) {
            int high = from + (bigEndian ? 0 : 1);
            int low = from + (bigEndian ? 1 : 0);
            for (int i = 0; i < row.length; i++) {
                row[i] = (packed[2 * i + high] & 0xff) << 8 | (packed[2 * i + low] & 0xff);
            }
        } else {
            // The first sample is in the highest bits, whatever the byte order.
            int mask = (1 << bits) - 1;
            int buffer = 0;
            int filled = 0;
            int at = from;
            for (int i = 0; i < row.length; i++) {
                while (filled < bits) {
                    buffer = buffer << 8 | (packed[at++] & 0xff);
                    filled += 8;
                }
                filled -= bits;
                row[i] = (buffer >>> filled) & mask;
            }
        }
    }

    private void undo(int[] row, int stride) {
        int mask = (1 << pixels.bits()) - 1;
        for (int i = stride; i < row.length; i++) {
            row[i] = (row[i] + row[i - stride]) & mask;
        }
    }

    /** @param k index of the kept sample */
    private void store(int[] row, int first, int stride, int width, int to, int k) {
        int perPixel = kept.length;
        int from = first;
        int at = to + k;
        if (pixels.bits() <= 8) {
            for (int x = 0; x < width; x++, from += stride, at += perPixel) {
                narrow[at] = (byte) row[from];
            }
            return;
        }
        int most = largest[k];
        for (int x = 0; x < width; x++, from += stride, at += perPixel) {
            wide[at] = (short) row[from];
            most = Math.max(most, row[from]);
        }
        largest[k] = most;
    }
}
