package org.robustdx.inference.image.tiff;

import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageReader;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.MemoryShortage;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.imageio.ByteArrayImageInputStream;
import org.robustdx.inference.image.imageio.Samples;

/** Decodes bilevel TIFFs with facsimile coding (CCITT T.4 and T.6) by the JDK's reader, which decodes these correctly. */
final class TiffFax {
    private TiffFax() {}

    static Raster read(byte[] content, TiffPixels pixels) throws RefusedException {
        boolean gray = pixels.photometric() == TiffPhotometric.WHITE_IS_ZERO
                || pixels.photometric() == TiffPhotometric.BLACK_IS_ZERO;
        if (!gray || pixels.bits() != 1 || pixels.samples() != 1) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "CCITT compression with " + pixels.samples() + " samples of " + pixels.bits()
                            + " bits and photometric interpretation " + pixels.photometric() + " is not supported");
        }
        ImageReader reader = TiffJpegFormat.READER.newReader();
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(content)) {
            AtomicBoolean damaged = new AtomicBoolean();
            // All of its warnings are about damaged lines.
            reader.addIIOReadWarningListener((source, text) -> damaged.set(true));
            reader.setInput(stream, true, true);
            Raster raster = Samples.of(reader.read(0), 0);
            if (damaged.get()) {
                throw new RefusedException(Reason.CORRUPT, "damaged: a line of CCITT data is not as it should be");
            }
            if (raster.width() != pixels.width() || raster.height() != pixels.height()) {
                throw new RefusedException(Reason.CORRUPT, "image is " + raster.shape());
            }
            return raster;
        } catch (RefusedException e) {
            throw e;
        } catch (Exception | Error e) {
            MemoryShortage.check(e);
            throw new RefusedException(
                    Reason.CORRUPT, "cannot be decoded: " + e.getClass().getSimpleName());
        } finally {
            reader.dispose();
        }
    }
}
