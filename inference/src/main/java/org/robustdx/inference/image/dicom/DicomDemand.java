package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.RefusedException;

/** The heap that decoding the first frame of a DICOM image needs, by the description of its pixels. */
final class DicomDemand {
    /** Values are 32-bit integers, which are there twice while they are sorted or converted; what is shown has a byte for each. */
    private static final int NATIVE = 10;

    /** One plane of bytes beside the values. */
    private static final int RLE = 11;

    /** Coefficients and planes of the components, 2 bytes each, beside the values. */
    private static final int JPEG = 14;
    /** Only the values, and what is shown. */
    private static final int JPEG_LS = 10;

    /** Wavelet coefficients and what is made of them, beside the values. */
    private static final int JPEG_2000 = 16;

    /** A palette gives three bytes for each value. */
    private static final int PALETTE = 2;

    /** An inflated data set, and the buffer that grows while it is inflated. */
    private static final int INFLATED = 3;

    private DicomDemand() {}

    /** Returns the bytes; 0 where the file cannot be read, as it is then refused before its pixels. */
    static long of(byte[] content, DecodeLimits limits) {
        try {
            DicomFile file = DicomFile.parse(content, limits);
            PixelDescription pixels = PixelData.describe(file, limits);
            int perValue =
                    switch (file.syntax().packing()) {
                        case NATIVE, UNSUPPORTED -> NATIVE;
                        case RLE -> RLE;
                        case JPEG -> JPEG;
                        case JPEG_LS -> JPEG_LS;
                        case JPEG_2000 -> JPEG_2000;
                    };
            int more = pixels.photometric() == Photometric.PALETTE_COLOR ? PALETTE : 0;
            long inflated = file.content() == content ? 0 : (long) INFLATED * file.content().length;
            return inflated + (long) pixels.values() * (perValue + more);
        } catch (RefusedException e) {
            return 0;
        }
    }
}
