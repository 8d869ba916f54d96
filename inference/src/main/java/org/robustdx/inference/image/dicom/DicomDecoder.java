package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.ImageDecoder;
import org.robustdx.inference.image.MemoryShortage;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;

/**
 * Decodes DICOM images to the values that a display would show: rescale, the first VOI window (or the range of the values where there is none),
 * MONOCHROME1 inverted, palettes and YCbCr brought to RGB. Of a multi-frame image the first frame is read. A JPEG 2000 frame that would take too long
 * is read at a lower resolution.
 */
public final class DicomDecoder implements ImageDecoder {
    @Override
    public String format() {
        return "DICOM";
    }

    @Override
    public boolean accepts(byte[] content) {
        return DicomFile.looksLike(content);
    }

    @Override
    public DecodeResult decode(byte[] content, DecodeLimits limits) {
        try {
            DicomFile file = DicomFile.parse(content, limits);
            PixelDescription labelled = PixelData.describe(file, limits);
            Frame frame = PixelData.read(file, labelled);
            PixelDescription pixels = labelled.of(frame);
            Raster raster = new Display(file, pixels, PixelData.of(pixels, frame)).render();
            return new Decoded(raster, format(), pixels.frames(), file.attributes());
        } catch (RefusedException e) {
            return e.toResult(format());
        } catch (OutOfMemoryError e) {
            // Within the limits, but more than this process has: one image must not end all.
            return MemoryShortage.refusal(format());
        }
    }

    @Override
    public long heapBytes(byte[] content, DecodeLimits limits) {
        return DicomDemand.of(content, limits);
    }
}
