package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.jpegls.JpegLs;

/** JPEG-LS (ITU-T T.87), lossless or near-lossless. The stream does not say what its components mean, so the label decides. */
final class JpegLsCodec implements FrameCodec {
    @Override
    public Frame decode(byte[] frame, PixelDescription pixels) throws RefusedException {
        int[] out = JpegLs.read(frame, pixels.columns(), pixels.rows(), pixels.samples());
        for (int i = 0; i < out.length; i++) {
            out[i] = pixels.stored(out[i]);
        }
        return new Frame(pixels, out);
    }
}
