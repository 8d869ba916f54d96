package org.robustdx.inference.image.dicom;

/**
 * The stored values of a frame.
 *
 * @param rows height, less than the data set says where a JPEG 2000 frame is decoded at a lower resolution
 * @param columns width, likewise
 * @param photometric what the values mean: what the data set says, or what the compressed stream says where it contradicts
 * @param values row by row, the samples of a pixel together
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
record Frame(int rows, int columns, Photometric photometric, int[] values) {
    /** Creates a frame that is as it is described. */
    Frame(PixelDescription pixels, int[] values) {
        this(pixels, pixels.photometric(), values);
    }

    /** Creates a frame of the size that is described. */
    Frame(PixelDescription pixels, Photometric photometric, int[] values) {
        this(pixels.rows(), pixels.columns(), photometric, values);
    }
}
