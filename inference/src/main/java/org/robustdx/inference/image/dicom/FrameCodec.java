package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.RefusedException;

/** Unpacks one compressed frame. */
interface FrameCodec {
    /** Returns the stored values. */
    Frame decode(byte[] frame, PixelDescription pixels) throws RefusedException;
}
