package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.jpeg.JpegColour;
import org.robustdx.inference.image.jpeg.JpegComponents;
import org.robustdx.inference.image.jpeg.JpegHeader;

/**
 * JPEG (ITU-T T.81), DCT-coded with 8 or 12 bits or lossless with up to 16, under any of its transfer syntaxes. If the stream contradicts the data set,
 * the stream decides: writers set labels without looking at what their encoder made.
 */
final class JpegCodec implements FrameCodec {
    private static final int LOSSLESS = 3;

    @Override
    public Frame decode(byte[] frame, PixelDescription pixels) throws RefusedException {
        int process = JpegHeader.process(frame);
        if (process > LOSSLESS) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "JPEG coding process SOF" + process
                            + " is not supported (expected: SOF0 to SOF3: baseline, extended, progressive or"
                            + " lossless)");
        }
        int precision = JpegHeader.precision(frame);
        if (precision > pixels.bitsAllocated()) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "JPEG of " + precision + " bits with " + pixels.bitsAllocated()
                            + " bits allocated is not supported");
        }
        int[] out = JpegComponents.read(frame, pixels.columns(), pixels.rows(), pixels.samples());
        for (int i = 0; i < out.length; i++) {
            out[i] = pixels.stored(out[i]);
        }
        if (pixels.samples() == 1) {
            return new Frame(pixels, out);
        }
        boolean labelledRgb = pixels.photometric() == Photometric.RGB;
        boolean ybr = process == LOSSLESS
                ? !labelledRgb
                : switch (JpegColour.of(frame)) {
                    case RGB -> false;
                    case YCBCR -> true;
                    case UNSTATED -> !labelledRgb;
                };
        if (ybr && labelledRgb) {
            // Whoever asks for the stored values of an RGB image gets RGB.
            Colours.ybrFullToRgb(out, (1 << precision) - 1);
        }
        return new Frame(pixels, ybr && !labelledRgb ? Photometric.YBR_FULL : Photometric.RGB, out);
    }
}
