/** DICOM images (PS3.5 encoding, PS3.3 pixel description): the stored values, and what a display would show. */
@NullMarked
package org.robustdx.inference.image.dicom;

import org.jspecify.annotations.NullMarked;
