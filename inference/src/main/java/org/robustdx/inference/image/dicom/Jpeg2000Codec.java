package org.robustdx.inference.image.dicom;

import com.github.jaiimageio.jpeg2000.impl.J2KImageReader;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import java.awt.image.Raster;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** JPEG 2000 part 1 (ISO/IEC 15444-1) by the JJ2000 library; its size and depth are checked in the main header before it is asked. */
final class Jpeg2000Codec implements FrameCodec {
    private static final int SIZ_MARKER = 0xff4fff51;
    private static final int SIZ_FIXED = 42;
    private static final long MOST_TILES = 65_535;

    /** The SIZ marker segment (ISO/IEC 15444-1, A.5.1), as much of it as is needed. */
    private record Siz(long width, long height, long tiles, int components, int precision, boolean signed) {
        static Siz of(byte[] stream) throws RefusedException {
            if (stream.length < SIZ_FIXED + 3 || (int) u32(stream, 0) != SIZ_MARKER) {
                throw new RefusedException(Reason.CORRUPT, "JPEG 2000 codestream does not begin with its size");
            }
            long width = u32(stream, 8) - u32(stream, 16);
            long height = u32(stream, 12) - u32(stream, 20);
            long tileWidth = Math.max(1, u32(stream, 24));
            long tileHeight = Math.max(1, u32(stream, 28));
            // Sides were 32-bit; a negative one fails the comparison with rows and columns.
            long tiles =
                    ((u32(stream, 8) + tileWidth - 1) / tileWidth) * ((u32(stream, 12) + tileHeight - 1) / tileHeight);
            int depth = stream[SIZ_FIXED] & 0xff;
            return new Siz(
                    width,
                    height,
                    tiles,
                    Cursor.unsigned16At(stream, 40, true),
                    (depth & 0x7f) + 1,
                    (depth & 0x80) != 0);
        }

        private static long u32(byte[] bytes, int at) {
            return (long) Cursor.unsigned16At(bytes, at, true) << 16 | Cursor.unsigned16At(bytes, at + 2, true);
        }
    }

    @Override
    public int[] decode(byte[] frame, PixelDescription pixels) throws RefusedException {
        Siz siz = Siz.of(frame);
        if (siz.width != pixels.columns() || siz.height != pixels.rows() || siz.components != pixels.samples()) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "JPEG 2000 frame is " + siz.height + "x" + siz.width + "x" + siz.components + " (expected: "
                            + pixels.rows() + "x" + pixels.columns() + "x" + pixels.samples() + ")");
        }
        if (siz.tiles > MOST_TILES) {
            throw new RefusedException(
                    Reason.LIMIT, "JPEG 2000 frame has " + siz.tiles + " tiles (limit: " + MOST_TILES + ")");
        }
        if (siz.precision > 16) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "JPEG 2000 with " + siz.precision + " bits is not supported");
        }
        int[] out = new int[pixels.values()];
        read(frame, pixels, out);
        // Writers disagree on which header tells the sign; the bits are the same in two's complement, and the data set
        // says how to read them.
        int unused = 32 - siz.precision;
        for (int i = 0; i < out.length; i++) {
            out[i] = pixels.signed() ? out[i] << unused >> unused : out[i] << unused >>> unused;
        }
        return out;
    }

    private static void read(byte[] frame, PixelDescription pixels, int[] out) throws RefusedException {
        J2KImageReader reader = new J2KImageReader(new J2KImageReaderSpi());
        try (CodestreamInput stream = new CodestreamInput(frame)) {
            reader.setInput(stream, true, true);
            Raster raster = reader.readRaster(0, null);
            if (raster.getWidth() != pixels.columns()
                    || raster.getHeight() != pixels.rows()
                    || raster.getNumBands() != pixels.samples()) {
                throw new RefusedException(Reason.CORRUPT, "JPEG 2000 frame has another size than its header says");
            }
            raster.getPixels(raster.getMinX(), raster.getMinY(), pixels.columns(), pixels.rows(), out);
        } catch (RefusedException | OutOfMemoryError e) {
            throw e;
        } catch (Exception | Error e) {
            // As with ImageIO: the library answers hostile bytes with whatever comes.
            throw new RefusedException(
                    Reason.CORRUPT,
                    "JPEG 2000 frame cannot be decoded: " + e.getClass().getSimpleName());
        } finally {
            reader.dispose();
        }
    }
}
