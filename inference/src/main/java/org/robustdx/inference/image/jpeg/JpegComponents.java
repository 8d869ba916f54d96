package org.robustdx.inference.image.jpeg;

import java.awt.image.Raster;
import javax.imageio.ImageReader;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.MemoryShortage;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.imageio.ByteArrayImageInputStream;
import org.robustdx.inference.image.imageio.DataLoss;

/** Decodes the components of a baseline or progressive JPEG stream without colour conversion. */
public final class JpegComponents {
    private JpegComponents() {}

    /**
     * Returns the components, row by row and pixel by pixel.
     *
     * @throws RefusedException if the stream is damaged, over the default limit of scans, or not of the given size
     */
    public static byte[] read(byte[] jpeg, int width, int height, int components) throws RefusedException {
        if (!JpegFormat.startsAsJpeg(jpeg)) {
            throw new RefusedException(Reason.CORRUPT, "JPEG frame does not begin as JPEG does");
        }
        ImageReader reader = JpegFormat.READER.newReader();
        try (ByteArrayImageInputStream stream =
                new ByteArrayImageInputStream(JpegSource.components(jpeg, DecodeLimits.ofDefaults()))) {
            DataLoss loss = JpegFormat.dataLoss();
            reader.addIIOReadWarningListener(loss);
            reader.setInput(stream, true, true);
            int coded = JpegHeader.components(jpeg);
            if (reader.getWidth(0) != width || reader.getHeight(0) != height || coded != components) {
                throw new RefusedException(
                        Reason.CORRUPT,
                        "JPEG frame is " + reader.getHeight(0) + "x" + reader.getWidth(0) + "x" + coded + " (expected: "
                                + height + "x" + width + "x" + components + ")");
            }
            Raster raster = reader.readRaster(0, null);
            loss.check();
            int[] line = new int[width * components];
            byte[] out = new byte[Math.multiplyExact(line.length, height)];
            for (int y = 0; y < height; y++) {
                raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, line);
                for (int i = 0; i < line.length; i++) {
                    out[y * line.length + i] = (byte) line[i];
                }
            }
            return out;
        } catch (RefusedException e) {
            throw e;
        } catch (Exception | Error e) {
            MemoryShortage.check(e);
            throw new RefusedException(
                    Reason.CORRUPT,
                    "JPEG frame cannot be decoded: " + e.getClass().getSimpleName());
        } finally {
            reader.dispose();
        }
    }
}
