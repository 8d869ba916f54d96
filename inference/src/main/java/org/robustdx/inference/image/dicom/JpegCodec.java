package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.jpeg.JpegColour;
import org.robustdx.inference.image.jpeg.JpegComponents;
import org.robustdx.inference.image.jpeg.JpegHeader;

/**
 * JPEG of 8 bits (ITU-T T.81: baseline, extended and progressive), under either transfer syntax. What the stream says about itself goes before what
 * the data set says: writers set labels without a look at what their encoder made.
 */
final class JpegCodec implements FrameCodec {
    private static final int LAST_HUFFMAN_DCT = 2;

    @Override
    public Frame decode(byte[] frame, PixelDescription pixels) throws RefusedException {
        int process = JpegHeader.process(frame);
        if (JpegHeader.precision(frame) > 8 && process <= LAST_HUFFMAN_DCT) {
            throw TransferSyntax.JPEG_EXTENDED.unsupported();
        }
        if (process > LAST_HUFFMAN_DCT) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "JPEG coding process SOF" + process
                            + " is not supported (expected: SOF0, SOF1 or SOF2: baseline, extended or progressive)");
        }
        if (pixels.bitsAllocated() != 8) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "JPEG with " + pixels.bitsAllocated() + " bits allocated is not supported");
        }
        byte[] samples = JpegComponents.read(frame, pixels.columns(), pixels.rows(), pixels.samples());
        int[] out = new int[samples.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = pixels.stored(samples[i] & 0xff);
        }
        if (pixels.samples() == 1) {
            return new Frame(pixels, out);
        }
        boolean labelledRgb = pixels.photometric() == Photometric.RGB;
        boolean ybr =
                switch (JpegColour.of(frame)) {
                    case RGB -> false;
                    case YCBCR -> true;
                    case UNSTATED -> !labelledRgb;
                };
        if (ybr && labelledRgb) {
            // Whoever asks for the stored values of an RGB image gets RGB.
            Colours.ybrFullToRgb(out, 255);
        }
        return new Frame(pixels, ybr && !labelledRgb ? Photometric.YBR_FULL : Photometric.RGB, out);
    }
}
