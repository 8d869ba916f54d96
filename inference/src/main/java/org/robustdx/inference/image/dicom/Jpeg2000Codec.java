package org.robustdx.inference.image.dicom;

import com.github.jaiimageio.jpeg2000.J2KImageReadParam;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReader;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import java.awt.image.Raster;
import java.io.IOException;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.MemoryShortage;
import org.robustdx.inference.image.RefusedException;

/**
 * JPEG 2000 part 1 (ISO/IEC 15444-1) by the JJ2000 library. Its headers are checked, and its decoding work is counted, before anything is decoded. A
 * frame that would take too long is decoded at a half, a quarter and so on of its sides, without its finest wavelet subbands: what the standard calls
 * a lower resolution level (annex F), so its values are defined.
 */
final class Jpeg2000Codec implements FrameCodec {
    @Override
    public Frame decode(byte[] stream, PixelDescription pixels) throws RefusedException {
        Jpeg2000Header header = Jpeg2000Header.of(stream);
        if (header.width() != pixels.columns()
                || header.height() != pixels.rows()
                || header.components() != pixels.samples()) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "JPEG 2000 frame is " + header.height() + "x" + header.width() + "x" + header.components()
                            + " (expected: " + pixels.rows() + "x" + pixels.columns() + "x" + pixels.samples() + ")");
        }
        if (header.subsampled()) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "JPEG 2000 with components of different sizes is not supported");
        }
        if (header.precision() > 16) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "JPEG 2000 with " + header.precision() + " bits is not supported");
        }
        Frame frame = read(stream, header, pixels);
        // Writers disagree on which header tells the sign; the bits are the same in two's complement, and the data set
        // says how to read them.
        int unused = 32 - header.precision();
        int[] values = frame.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels.signed() ? values[i] << unused >> unused : values[i] << unused >>> unused;
        }
        return frame;
    }

    private static Frame read(byte[] stream, Jpeg2000Header header, PixelDescription pixels) throws RefusedException {
        try {
            int halvings = Jpeg2000Work.of(stream, pixels.samples()).halvings(header);
            if (halvings < 0) {
                throw new RefusedException(
                        Reason.LIMIT,
                        "JPEG 2000 frame takes too much work, and cannot be decoded at a lower resolution");
            }
            return new Resolution(header, halvings).read(stream, pixels);
        } catch (RefusedException e) {
            throw e;
        } catch (Exception | Error e) {
            MemoryShortage.check(e);
            // As with ImageIO: the library answers hostile bytes with whatever comes.
            throw new RefusedException(
                    Reason.CORRUPT,
                    "JPEG 2000 frame cannot be decoded: " + e.getClass().getSimpleName());
        }
    }

    /**
     * A size at which a codestream is decoded.
     *
     * @param halvings how often its sides are halved
     */
    record Resolution(Jpeg2000Header header, int halvings) {
        Frame read(byte[] stream, PixelDescription pixels) throws IOException, RefusedException {
            J2KImageReader reader = new J2KImageReader(new J2KImageReaderSpi());
            try (CodestreamInput input = new CodestreamInput(stream)) {
                J2KImageReadParam options = new J2KImageReadParam();
                options.setResolution(header.fewestLevels() - halvings);
                reader.setInput(input, true, true);
                Raster raster = reader.readRaster(0, options);
                int columns = halved(pixels.columns());
                int rows = halved(pixels.rows());
                if (raster.getWidth() != columns
                        || raster.getHeight() != rows
                        || raster.getNumBands() != pixels.samples()) {
                    throw new RefusedException(Reason.CORRUPT, "JPEG 2000 frame has another size than its header says");
                }
                // The stream knows whether it transforms its components; where it does, the library undoes that (PS3.5,
                // 8.2.4).
                Photometric meaning =
                        pixels.samples() == 3 && header.transformed() ? Photometric.RGB : pixels.photometric();
                int[] values = new int[rows * columns * pixels.samples()];
                raster.getPixels(raster.getMinX(), raster.getMinY(), columns, rows, values);
                return new Frame(rows, columns, meaning, values);
            } finally {
                reader.dispose();
            }
        }

        private int halved(int side) {
            return (int) ((side + (1L << halvings) - 1) >> halvings);
        }
    }
}
