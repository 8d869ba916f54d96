/**
 * JPEG-LS (ITU-T T.87), lossless and near-lossless, as DICOM frames hold it.
 *
 * <p>Start at {@link org.robustdx.inference.image.jpegls.JpegLs}, which reads the marker segments. A scan decodes the lines of its components, and takes
 * each prediction error from the contexts.
 */
@NullMarked
package org.robustdx.inference.image.jpegls;

import org.jspecify.annotations.NullMarked;
