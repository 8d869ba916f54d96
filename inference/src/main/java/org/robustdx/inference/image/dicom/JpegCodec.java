package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.JpegComponents;
import org.robustdx.inference.image.JpegHeader;
import org.robustdx.inference.image.RefusedException;

/** JPEG baseline (ITU-T T.81, process 1): the components as they are coded; what they mean is the photometric interpretation's to say. */
final class JpegCodec implements FrameCodec {
    private static final int ADOBE_YCC = 1;

    @Override
    public int[] decode(byte[] frame, PixelDescription pixels) throws RefusedException {
        if (pixels.bitsAllocated() != 8) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "JPEG with " + pixels.bitsAllocated() + " bits allocated is not supported");
        }
        byte[] samples = JpegComponents.read(frame, pixels.columns(), pixels.rows(), pixels.samples());
        int[] out = new int[samples.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = pixels.stored(samples[i] & 0xff);
        }
        // The stream's own word goes before the data set's: writers that say RGB leave the encoder's conversion in
        // place.
        if (pixels.photometric() == Photometric.RGB && JpegHeader.adobeTransform(frame) == ADOBE_YCC) {
            Colours.ybrFullToRgb(out, 255);
        }
        return out;
    }
}
