package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.RefusedException;

/** Unpacks one compressed frame. */
interface FrameCodec {
    /** Returns the stored values, row by row, the samples of a pixel together. */
    int[] decode(byte[] frame, PixelDescription pixels) throws RefusedException;
}
