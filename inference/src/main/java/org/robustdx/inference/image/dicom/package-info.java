/**
 * DICOM images (PS3.5 encoding, PS3.3 pixel description).
 *
 * <p>Start at {@link org.robustdx.inference.image.dicom.DicomDecoder}: {@code DicomFile} parses the data set, {@code PixelData} decodes the stored
 * values of the first frame, {@code Display} makes of them what a viewer would show.
 */
@NullMarked
package org.robustdx.inference.image.dicom;

import org.jspecify.annotations.NullMarked;
