@NullMarked
package org.robustdx.inference.image.dicom;

import org.jspecify.annotations.NullMarked;
