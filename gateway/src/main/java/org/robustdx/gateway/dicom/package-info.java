/**
 * DICOM data sets that can be changed and written again. {@link org.robustdx.gateway.dicom.DicomReader} parses a file (PS3.10) completely, within limits,
 * into a {@link org.robustdx.gateway.dicom.DicomObject}; {@link org.robustdx.gateway.dicom.DicomWriter} writes it. Pixels are not decoded: {@code inference}
 * does that in the app.
 */
@NullMarked
package org.robustdx.gateway.dicom;

import org.jspecify.annotations.NullMarked;
